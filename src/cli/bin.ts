import { type CommandPart, CommandParts } from './command-parts.ts';
import type { main } from './main.ts';

const parts = new CommandParts(require, import.meta.url);
const command = parts.load('command') as CommandPart & { main: typeof main };

command.main(process.argv.slice(2)).then((code) => {
  if (code === 0) parts.keepCode();
  // Nothing that may still be waiting for a name server keeps the command from ending.
  process.exit(code);
});
