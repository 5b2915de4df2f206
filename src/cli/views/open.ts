import type { Mode } from '../settings.ts';
import { openSockets } from './sockets.ts';
import type { View, ViewContext } from './view.ts';

type Open = (context: ViewContext) => Promise<View>;

/** Each view with all it needs is loaded when it is asked for; that of sockets begins first, and then loads what it writes with. */
const VIEWS: Readonly<Record<Mode | 'sockets', () => Promise<Open>>> = {
  sockets: async () => openSockets,
  routes: async () => (await import('./routes.ts')).openRoutes,
  interfaces: async () => (await import('./interfaces.ts')).openInterfaces,
  statistics: async () => (await import('./statistics.ts')).openStatistics,
  masquerade: async () => (await import('./masquerade.ts')).openMasquerade,
};

export async function openView(context: ViewContext): Promise<View> {
  const open = await VIEWS[context.settings.modes[0] ?? 'sockets']();
  return open(context);
}
