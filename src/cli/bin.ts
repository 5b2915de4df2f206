import { main } from './main.ts';

// Nothing that may still be waiting for a name server keeps the command from ending.
main(process.argv.slice(2)).then((code) => process.exit(code));
