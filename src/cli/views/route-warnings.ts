export const ROUTES_CHANGED = 'routes changed while they were listed: some may be missing or there twice';
