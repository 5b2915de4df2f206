import { packageFile } from '../../src/package-root.ts';
import { BOTH_FLOOR, DUMP_FLOOR, FEW_BOTH_FLOOR, FEW_DUMP_FLOOR, FILTER_CALL } from '../calls.ts';
import type { Command } from '../subject.ts';
import type { WorldReport } from '../world.ts';

const SOCKDIAG = packageFile('dist/sockdiag.cjs');
const HTTPS = 'dport = :443';
/** How many connections of the world go to the port of https. */
const HTTPS_SOCKETS = 100;

/** A command, and how many of its lines must be rows. */
export interface Question extends Command {
  row: RegExp;
  rows(world: WorldReport): number;
}

export interface QuestionWorld {
  sockets: number;
  /** What is measured in turns, one group after the other. */
  groups: readonly (readonly Question[])[];
  /** Calls in a program that runs already, in turns too; see bench/inside.ts. */
  calls: readonly string[];
}

const all = ({ sockets, listeners }: WorldReport) => sockets + listeners;
const two = () => 2;
const https = () => HTTPS_SOCKETS;

/** @param words - of a shell, in which a filter is quoted */
function ours(words: readonly string[], row: RegExp, rows: Question['rows']): Question {
  const name = ['sockdiag', ...words.map((word) => (word.includes(' ') ? `'${word}'` : word))].join(' ');
  return { name, words: [process.execPath, SOCKDIAG, ...words], row, rows };
}

const INET_ROW = /^tcp/;
/** It begins with how many sockets there are. */
const GROUP = /^ *\d+ /;
const STATE_FIRST = /^(ESTAB|LISTEN)/;
const COLUMNS = ['--columns', 'state,recv-q,send-q,local,remote'];

export const START: Question = {
  name: 'node -e 0',
  words: [process.execPath, '-e', '0'],
  row: /^/,
  rows: () => 0,
};
export const SS_PORT: Question = {
  name: `ss -Htan '${HTTPS}'`,
  words: ['ss', '-Htan', HTTPS],
  row: STATE_FIRST,
  rows: https,
};
export const PORT = ours(['ls', '-t', ...COLUMNS, HTTPS], STATE_FIRST, https);
export const PORT_OWNERS = ours(['ls', HTTPS], INET_ROW, https);
export const LISTENERS = ours(['-tlnp'], INET_ROW, ({ listeners }) => listeners);
export const LISTING = ours(['-tan'], INET_ROW, all);
export const OWNERS = ours(['-tanp'], INET_ROW, all);
export const BY_STATE = ours(['ls', '-t', '--by', 'state'], GROUP, two);
export const BY_PROCESS = ours(['ls', '-t', '--by', 'process,state'], GROUP, two);
export const JSON_OWNERS = ours(['-tanp', '--json'], /^[[,]?{/, all);
export const TOP = ours(['ls', '-t', ...COLUMNS, '--sort', '-recv-q', '--top', '20'], STATE_FIRST, () => 20);
export const LS = ours(['ls', '-t'], INET_ROW, all);

export const HUNDRED_THOUSAND = 100_000;
export const MILLION = 1_000_000;

/** What stands in one group is held against each other. */
export const QUESTION_WORLDS: readonly QuestionWorld[] = [
  {
    sockets: HUNDRED_THOUSAND,
    groups: [
      [PORT, START, SS_PORT],
      [PORT_OWNERS, LISTENERS],
      [BY_STATE, LISTING, TOP],
      [BY_PROCESS, OWNERS, JSON_OWNERS, LS],
    ],
    calls: [BOTH_FLOOR, DUMP_FLOOR, FEW_BOTH_FLOOR, FEW_DUMP_FLOOR, FILTER_CALL],
  },
  { sockets: MILLION, groups: [[BY_PROCESS, OWNERS]], calls: [] },
];
