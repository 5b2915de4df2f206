import { packageFile } from '../../src/package-root.ts';
import type { Command } from '../subject.ts';
import type { Table } from '../world.ts';

const SOCKDIAG = packageFile('dist/sockdiag.cjs');

/** One world, and what is measured in it in turns: ours first, then Node's own start, then their peers. */
export interface ViewPlan {
  /** Names it in the result. */
  view: string;
  table: Table;
  rows: number;
  /** What of the rows a command lists that says so by its name. */
  commands: readonly Command[];
}

const START: Command = { name: 'node -e 0', words: [process.execPath, '-e', '0'] };

function plan(view: string, table: Table, rows: number, options: string, row: RegExp, peers: Command[]): ViewPlan {
  const ours = { name: `sockdiag ${options}`, words: [process.execPath, SOCKDIAG, ...options.split(' ')], row };
  return { view, table, rows, commands: [ours, START, ...peers] };
}

const command = (line: string, row: RegExp): Command => ({ name: line, words: line.split(' '), row });
const netstat = (options: string, row: RegExp) => command(`netstat ${options}`, row);

const IPV4_ROW = /^\d/;
// /proc has a row more for each table, which is no route.
const IPV6_ROW = /^(?!::\/0 ).*\/\d+ /;
const INTERFACE_ROW = /^(a|b|lo)\d* /;
const TRANSLATION_ROW = /udp +\d/;
const ANY = /./;

/** A few rows of each: what a view costs beside Node's start. Then many. */
export const VIEWS: readonly ViewPlan[] = [
  plan('routes', 'routes', 10, '-rn', IPV4_ROW, [netstat('-rn', IPV4_ROW)]),
  plan('IPv6 routes', 'routes6', 10, '-6rn', IPV6_ROW, [netstat('-6rn', IPV6_ROW)]),
  plan('interfaces', 'interfaces', 3, '-ia', INTERFACE_ROW, [netstat('-ia', INTERFACE_ROW)]),
  plan('statistics', 'routes', 10, '-s', ANY, [netstat('-s', ANY)]),
  plan('groups', 'interfaces', 3, '-gn', ANY, [netstat('-gn', ANY)]),
  plan('routes', 'routes', 100_000, '-rn', IPV4_ROW, [
    netstat('-rn', IPV4_ROW),
    command('ip -4 route show table main', IPV4_ROW),
  ]),
  plan('routes', 'routes', 1_000_000, '-rn', IPV4_ROW, [
    netstat('-rn', IPV4_ROW),
    command('ip -4 route show table main', IPV4_ROW),
  ]),
  plan('IPv6 routes', 'routes6', 20_000, '-6rn', IPV6_ROW, [netstat('-6rn', IPV6_ROW)]),
  plan('interfaces', 'interfaces', 2_000, '-ia', INTERFACE_ROW, [netstat('-ia', INTERFACE_ROW)]),
  plan('interfaces, long', 'interfaces', 2_000, '-iae', /: flags=/, [netstat('-iae', /: flags=/)]),
  plan('groups', 'interfaces', 2_000, '-gn', ANY, [netstat('-gn', ANY)]),
  // netstat has nothing to read them from.
  plan('translations', 'translations', 100_000, '-Mn', TRANSLATION_ROW, [
    command('conntrack -L --src-nat', TRANSLATION_ROW),
    command('cat /proc/net/nf_conntrack', TRANSLATION_ROW),
  ]),
];
