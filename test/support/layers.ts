import type { Layers } from './imports.ts';

const NETSTAT = ['counters', 'interfaces', 'masquerade', 'routes', 'sockets'].map((name) => `cli/netstat/${name}`);

/** What every room above them may import. */
const LOW = ['uapi', 'base'];
const PROC = ['kernel/procfs/root.ts', 'kernel/procfs/read-small.ts', 'kernel/procfs'];
const NETLINK = ['kernel/addon', 'kernel/netlink'];
const SOCKETS = ['sockets/table', 'sockets/filter', 'sockets/query.ts'];
const FOLLOWED = ['watch/known', 'watch/changes', 'watch/comparison'];
const SUBJECTS = ['routes', 'interfaces', 'statistics', 'groups', 'masquerade', 'legacy'];

/** The layers of a room that is called after its API function: its model and record, what reads them, and the calls themselves. */
function subject(room: string, { calls = [room], onlyProc = false, also = [] as string[] } = {}): Layers {
  const netlink = { [`${room}/netlink`]: { may: [...LOW, 'kernel', ...NETLINK, room] } };
  return {
    [room]: { may: [...LOW, 'kernel'] },
    ...(onlyProc ? {} : netlink),
    [`${room}/procfs`]: { may: [...LOW, 'kernel', ...PROC, room] },
    [`${room}()`]: {
      places: calls.map((name) => `${room}/${name}.ts`),
      may: [
        ...[...LOW, 'kernel', 'kernel/addon', ...PROC, room, ...also],
        ...[...Object.keys(onlyProc ? {} : netlink), `${room}/procfs`],
      ],
    },
  };
}

const SUBJECT_TOPS = SUBJECTS.flatMap((room) => [room, `${room}()`]);

/** What may import what: see docs/architecture.md for what each room is. */
export const LAYERS: Layers = {
  uapi: { may: [] },
  base: { places: ['base', 'package-root.ts'], may: ['uapi'] },
  'kernel/procfs/root.ts': { may: LOW },
  'kernel/procfs/read-small.ts': { places: ['kernel/procfs/open-file.ts', 'kernel/procfs/read-small.ts'], may: LOW },
  'kernel/addon': { may: [...LOW, 'kernel/procfs/read-small.ts'] },
  'kernel/procfs': { may: [...LOW, 'kernel/procfs/root.ts', 'kernel/procfs/read-small.ts'] },
  'kernel/netlink': { may: [...LOW, 'kernel/addon'] },
  kernel: { may: [...LOW, 'kernel/addon', 'kernel/procfs/root.ts'] },
  'sockets/table': { may: [...LOW, 'kernel'] },
  names: { may: [...LOW, ...NETLINK, 'kernel/procfs/read-small.ts'] },
  'sockets/filter': { may: [...LOW, 'names', 'sockets/table'] },
  'sockets/query.ts': { may: [...LOW, 'kernel', 'sockets/table', 'sockets/filter'] },
  'sockets/netlink': { may: [...LOW, ...NETLINK, 'sockets/table', 'sockets/filter'] },
  'sockets/procfs': { may: [...LOW, 'kernel', ...PROC, 'sockets/table', 'sockets/filter'] },
  'sockets/owners': {
    may: [...LOW, 'kernel/addon', 'kernel/procfs/root.ts', 'kernel/procfs/read-small.ts', 'sockets/table'],
  },
  'sockets/order': { may: [...LOW, 'sockets/table'] },
  // Of owners/ the reader of command lines alone: what a process has open is searched for there.
  'sockets/processes': { may: [...LOW, 'kernel/procfs/read-small.ts', 'sockets/owners'] },
  'sockets/holders': {
    may: [...LOW, 'kernel', ...SOCKETS, 'sockets/filter', 'sockets/processes'],
  },
  sockets: {
    may: [
      ...LOW,
      ...['kernel', 'kernel/addon', 'kernel/procfs/root.ts', 'kernel/procfs/read-small.ts', ...SOCKETS],
      ...[
        'names',
        'sockets/filter',
        'sockets/order',
        'sockets/netlink',
        'sockets/procfs',
        'sockets/owners',
        'sockets/processes',
        'sockets/holders',
      ],
    ],
  },
  // It reads the names of interfaces, which kernel/netlink has for two rooms.
  ...subject('routes', { also: ['kernel/netlink'] }),
  ...subject('interfaces'),
  ...subject('statistics', { onlyProc: true }),
  ...subject('groups', { onlyProc: true }),
  ...subject('masquerade', { calls: ['masquerade', 'ip-masquerade'] }),
  ...subject('legacy', {
    calls: ['legacy-routes', 'legacy-sockets', 'bluetooth-sockets', 'text-table'],
    onlyProc: true,
  }),
  'watch/known': { may: [...LOW, 'sockets/table'] },
  'watch/changes': { may: [...LOW, 'sockets/table', 'watch/known'] },
  'watch/comparison': { may: [...LOW, ...SOCKETS, 'watch/known', 'watch/changes'] },
  'watch/reports': { may: [...LOW, 'kernel', 'kernel/addon', ...SOCKETS, 'sockets/netlink', ...FOLLOWED] },
  'watch/owners': { may: [...LOW, ...SOCKETS, 'sockets/owners', ...FOLLOWED] },
  watch: {
    may: [
      ...[...LOW, ...SOCKETS, 'sockets/order', 'sockets/owners', 'sockets'],
      ...[...FOLLOWED, 'watch/reports', 'watch/owners'],
    ],
  },
  recording: { may: [...LOW, 'sockets/table', 'watch/changes', 'watch'] },
  api: {
    places: ['index.ts'],
    may: [
      ...[...LOW, 'kernel', ...SOCKETS, 'sockets/order', 'sockets/filter', 'sockets', ...SUBJECT_TOPS],
      ...['sockets/processes', 'sockets/holders'],
      ...['watch/changes', 'watch', 'recording'],
    ],
  },
  // The command is a client of the API. What its rows name beside index.ts has a reason: sockets/table, because lines are written from the
  // columns with no object a row; sockets, because startScan() has no parser of filters, which few listings need; calls of the API at their home,
  // because index.ts brings all others with it, which then take time to load; kernel/procfs/root.ts, for where /proc is; masquerade and legacy,
  // because netstat lists the files of both one by one and in its own words; watch and recording, which only `events` loads.
  'cli/settings.ts': {
    places: ['cli/exit.ts', 'cli/settings.ts', 'cli/sections.ts', 'cli/signals.ts'],
    may: ['uapi', 'kernel', 'sockets/table', 'legacy'],
  },
  'cli/open-for-user.ts': {
    places: ['cli/named-descriptor.ts', 'cli/trusted-place.ts', 'cli/open-for-user.ts', 'cli/user-input.ts'],
    may: ['base', 'cli/settings.ts'],
  },
  'cli/output': { may: ['base'] },
  // Of kernel/procfs what reads one file: a process's context is in one.
  'cli/names': { may: [...LOW, 'names', 'kernel/procfs/read-small.ts', 'sockets/table', 'api', 'cli/settings.ts'] },
  'cli/options': {
    may: [...LOW, 'kernel', 'kernel/procfs/root.ts', 'sockets/query.ts', 'legacy', 'cli/settings.ts', 'cli/names'],
  },
  // The shapes of rows are those of the API; how text is escaped in JSON is what records have too.
  'cli/data': {
    places: ['cli/data', 'cli/data/sockets', 'cli/data/shapes'],
    may: [...LOW, 'sockets/table', 'recording', 'api', 'cli/settings.ts', 'cli/output'],
  },
  'cli/netstat': {
    places: ['cli/netstat', ...NETSTAT],
    may: [...LOW, 'sockets/table', 'masquerade', 'legacy', 'api', 'cli/settings.ts', 'cli/output', 'cli/names'],
  },
  'cli/filter-for-user.ts': {
    places: ['cli/filter-for-user.ts', 'cli/filter-file.ts', 'cli/explain-filter.ts', 'cli/owner-people.ts'],
    may: [
      ...['kernel/procfs/root.ts', 'sockets/table', 'sockets/filter', 'sockets', 'api'],
      ...['cli/settings.ts', 'cli/open-for-user.ts', 'cli/output'],
    ],
  },
  'cli/report-warnings.ts': { may: ['base', 'sockets/table', 'api', 'cli/settings.ts', 'cli/output'] },
  'cli/views': {
    may: [
      ...[...LOW, 'kernel', 'kernel/procfs/root.ts', 'sockets', 'api'],
      ...['masquerade', 'masquerade()', 'legacy', 'legacy()', 'routes()', 'interfaces()', 'groups()', 'statistics()'],
      ...[
        'cli/settings.ts',
        'cli/output',
        'cli/names',
        'cli/netstat',
        'cli/filter-for-user.ts',
        'cli/report-warnings.ts',
      ],
    ],
  },
  // Of netstat's listings which rows they show.
  'cli/data/views': {
    may: [
      ...[...LOW, 'kernel/procfs/root.ts', 'sockets/table', 'sockets', 'api', 'cli/settings.ts', 'cli/output'],
      ...['cli/netstat', 'cli/filter-for-user.ts', 'cli/report-warnings.ts', 'cli/views', 'cli/data'],
      ...['routes()', 'interfaces()', 'groups()', 'masquerade()'],
    ],
  },
  'cli/events': {
    may: [
      ...['base', 'uapi', 'sockets/table', 'watch/changes', 'watch/comparison', 'watch', 'recording', 'api'],
      ...['cli/settings.ts', 'cli/open-for-user.ts', 'cli/output', 'cli/options', 'cli/report-warnings.ts', 'cli/data'],
    ],
  },
  'cli/continuous.ts': { may: ['cli/settings.ts', 'cli/output', 'cli/views'] },
  'cli/ls': {
    may: [
      ...[
        ...LOW,
        'kernel/procfs/root.ts',
        'sockets/table',
        'sockets/order',
        'sockets',
        'api',
        'cli/settings.ts',
        'cli/output',
      ],
      ...['names', 'cli/options', 'cli/names', 'cli/netstat', 'cli/filter-for-user.ts', 'cli/report-warnings.ts'],
      ...['cli/continuous.ts', 'cli/data', 'watch'],
    ],
  },
  'cli/who': {
    may: [
      ...['base', 'names', 'sockets', 'recording', 'api', 'cli/settings.ts', 'cli/options', 'cli/output'],
      ...['cli/report-warnings.ts', 'cli/data'],
    ],
  },
  'cli/completion': { may: ['base', 'cli/options', 'cli/output'] },
  'cli/commands.ts': { may: ['cli/settings.ts', 'cli/options', 'cli/ls', 'cli/who', 'cli/events', 'cli/completion'] },
  'cli/command-line': { may: ['base', 'cli/settings.ts', 'cli/options', 'cli/commands.ts'] },
  cli: {
    may: [
      ...['base', 'kernel/procfs/root.ts', 'cli/settings.ts', 'cli/output', 'cli/options', 'cli/views'],
      ...['cli/commands.ts', 'cli/command-line', 'cli/continuous.ts'],
      ...['cli/data/views', 'cli/filter-for-user.ts'],
    ],
  },
};
