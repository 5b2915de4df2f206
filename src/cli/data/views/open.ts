import type { View, ViewContext } from '../../views/view.ts';
import type { DataContext } from './context.ts';
import { checkData } from './refusals.ts';

type OpenData = (context: DataContext) => Promise<View>;
type Listed = NonNullable<ViewContext['settings']['modes'][number]> | 'sockets' | 'groups';

const VIEWS: Readonly<Record<Listed, () => Promise<OpenData>>> = {
  sockets: async () => (await import('./sockets.ts')).openSocketData,
  groups: async () => (await import('./groups.ts')).openGroupData,
  routes: async () => (await import('./routes.ts')).openRouteData,
  interfaces: async () => (await import('./interfaces.ts')).openInterfaceData,
  statistics: async () => (await import('./statistics.ts')).openStatisticsData,
  masquerade: async () => (await import('./masquerade.ts')).openMasqueradeData,
};

/**
 * Opens a view as data.
 * @throws Exit for what has no such form, before anything is written
 */
export async function openData(context: ViewContext): Promise<View> {
  const { settings } = context;
  checkData(settings);
  const { format } = settings;
  if (format === undefined) throw new Error('nobody asked for data');
  const open = await VIEWS[settings.modes[0] ?? (settings.groups ? 'groups' : 'sockets')]();
  return open({ ...context, format });
}
