import { bashCompletion } from './bash.ts';
import { askedSource, columnsSource, copySource, unknownSource } from './fields/columns.ts';
import { filtersPage } from './fields/filter-fields.ts';
import { formatted } from './fields/formatted.ts';
import { fromJSONSource } from './fields/from-json.ts';
import { numberFieldsSource } from './fields/number-fields.ts';
import { socketSource } from './fields/socket.ts';
import { socketJSONSource } from './fields/socket-json.ts';
import { mptcpInfoSource, tcpInfoSource, wholeTcpInfoSource } from './fields/tcp-info.ts';
import { fishCompletion } from './fish.ts';
import { manPage } from './man-page.ts';
import { SCHEMAS } from './schemas.ts';
import { zshCompletion } from './zsh.ts';

/** What is made from the tables of options and fields, by its path in the package. */
export const DOCUMENTS: Readonly<Record<string, () => string>> = {
  'man/sockdiag.8': manPage,
  'completions/sockdiag.bash': bashCompletion,
  'completions/_sockdiag': zshCompletion,
  'completions/sockdiag.fish': fishCompletion,
  'docs/filters.md': filtersPage,
  ...SCHEMAS,
  ...sources({
    'asked-fields.ts': askedSource,
    'columns.ts': columnsSource,
    'copy-fields.ts': copySource,
    'number-fields.ts': numberFieldsSource,
    'unknown.ts': unknownSource,
    'socket.ts': socketSource,
    'socket-json.ts': socketJSONSource,
    'from-json.ts': fromJSONSource,
    'mptcp-info-types.ts': mptcpInfoSource,
    'tcp-info-types.ts': tcpInfoSource,
    'tcp-info-whole.ts': wholeTcpInfoSource,
  }),
};

/** Files of src/sockets/table/, formatted. */
function sources(files: Readonly<Record<string, () => string>>): Record<string, () => string> {
  const made = Object.entries(files).map(([name, source]) => {
    const path = `src/sockets/table/${name}`;
    return [path, () => formatted(path, source())] as const;
  });
  return Object.fromEntries(made);
}
