/** The command's parts, in the order in which a listing of sockets needs them. */
export const PARTS = [
  // Reads the options, and has the kernel begin.
  { name: 'command', entry: 'src/cli/main.ts' },
  // Decodes and writes while the kernel goes on.
  {
    name: 'command-listing',
    late: ['src/cli/views/socket-listing.ts', 'src/cli/names/names.ts', 'src/sockets/netlink/reply-decoder.ts'],
  },
  { name: 'command-owners', late: ['src/sockets/with-owners.ts'] },
  // What opens data, and rows of small tables as data.
  { name: 'command-rows', late: ['src/cli/data/views/open.ts', 'src/cli/data/views/plain-view.ts'] },
  // `sockdiag ls`, and what it shares with other commands.
  { name: 'command-ls', late: ['src/cli/ls/run.ts'] },
  // Its table, which is loaded while the kernel works.
  { name: 'command-table', late: ['src/cli/ls/table-pages.ts'] },
  // The language of filters, and what reads sockets by one.
  {
    name: 'command-filter',
    late: ['src/sockets/read-filter.ts', 'src/sockets/can-pass.ts', 'src/sockets/filtered-scan.ts'],
  },
  // Rows of sockets as data.
  {
    name: 'command-data',
    late: ['src/cli/data/views/sockets.ts', 'src/cli/ls/data-view.ts'],
  },
  // `sockdiag ls --by`.
  { name: 'command-groups', late: ['src/cli/ls/groups-view.ts'] },
  // Other views, other commands, /proc, help.
  { name: 'command-rest', late: 'rest' },
];
