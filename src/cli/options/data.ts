// The options that write rows for programs.
import { EXIT_USAGE, Exit } from '../exit.ts';
import type { DataFormat, Settings } from '../settings.ts';
import { EVERY_VIEW, type OptionSpec } from './spec.ts';

const format = (name: DataFormat, option: Pick<OptionSpec, 'views' | 'help' | 'helpWith' | 'note'>): OptionSpec => ({
  ...option,
  long: name,
  group: 'data',
  extra: true,
  apply: (settings) => setFormat(settings, name),
});

function setFormat(settings: Settings, name: DataFormat): void {
  const other = settings.format;
  if (other !== undefined && other !== name) {
    throw new Exit(EXIT_USAGE, `sockdiag: --${other} and --${name}: only one of them can be`);
  }
  settings.format = name;
}

export const json = format('json', {
  views: EVERY_VIEW,
  help: 'rows as JSON, one array',
  helpWith: { who: 'one array of JSON, as findOwners() has it', events: 'one JSON object a line' },
  note: 'The keys are those of the API. Of events each line is an object. See Data below.',
});

export const ndjson = format('ndjson', {
  views: EVERY_VIEW,
  help: 'rows as JSON, one object a line',
  helpWith: { events: 'the same' },
  note: 'With -c each row says in time when it was read.',
});

export const csv = format('csv', {
  views: EVERY_VIEW.filter((view) => view !== 'events'),
  help: 'rows as CSV, the names of the columns first',
});

export const columns: OptionSpec = {
  long: 'columns',
  argument: { name: 'LIST', fields: true },
  group: 'data',
  views: EVERY_VIEW,
  extra: true,
  help: 'only these columns of --json, --ndjson or --csv, with commas between them',
  helpWith: {
    ls: 'these columns; +rtt,+cwnd adds some to the others',
    who: 'only these columns, as local-port or owners; of CSV as owner.unit',
    events: 'only these columns of each socket, as JSON; all: every one',
  },
  note:
    'Of sockets any field, in camelCase or kebab-case, as local-port or tcpInfo.rtt. What costs something is read for the columns that are named alone: ' +
    'without a column of owners no process is looked at. The listing of ls has them too.',
  apply: (settings, value) => {
    const words = value.split(',').map((word) => word.trim());
    if (words.includes('')) {
      throw new Exit(EXIT_USAGE, `sockdiag: --columns wants names with commas between them, not '${value}'`);
    }
    settings.columns = [...(settings.columns ?? []), ...words];
  },
};
