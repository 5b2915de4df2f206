import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { has } from '../support/command.ts';
import { FakeProc, fakeProcMissing } from '../support/fake-proc.ts';
import { hexadecimal, NUMBERS } from '../support/odd-numbers.ts';
import { skipUnless } from '../support/skip.ts';

const missing = has('netstat') ? fakeProcMissing() : 'no netstat to compare with';
const skip = skipUnless(missing === undefined, missing ?? '');

const proc = new FakeProc();
after(() => proc.end());

/** A column is written `<number>`, or `<x:number>` in hexadecimal, and has that number while another one is tried. */
interface Table {
  file: string;
  args: string;
  heading: string;
  line: string;
  /** The files that it needs beside it. */
  beside?: Readonly<Record<string, string>>;
}

const TABLES: readonly Table[] = [
  {
    file: 'igmp',
    args: '-gn4',
    heading: 'Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n',
    line: '<4>\teth0      :     <2>      V3\n\t\t\t\t010000E0     <3> <0>:<x:00000064>\t\t<1>\n',
  },
  {
    file: 'igmp6',
    args: '-gn6',
    heading: '',
    line: '<4>    eth0            ff020000000000000000000000000001     <3> <x:0000000C> <100>\n',
  },
];

const padded = (number: string) =>
  number.startsWith('-') ? hexadecimal(number) : hexadecimal(number).padStart(8, '0');

const COLUMN = /<(x:)?(\w+)>/g;

/** A line for each number, which stands in its column of that place. */
function text({ heading, line }: Table, place: number): string {
  const lines = NUMBERS.map((number) => {
    let at = 0;
    return line.replace(COLUMN, (_, hex, own) => (at++ !== place ? own : hex ? padded(number) : number));
  });
  return heading + lines.join('');
}

for (const table of TABLES) {
  const { file, args, line } = table;
  describe(`a line of /proc/net/${file} is printed as netstat prints it under ${args}, whatever number`, {
    skip,
  }, () => {
    for (const [place, [column]] of [...line.matchAll(COLUMN)].entries()) {
      it(`is in its column ${place}, ${column}`, () => {
        for (const [name, content] of Object.entries(table.beside ?? {})) proc.write(`net/${name}`, content);
        proc.write(`net/${file}`, text(table, place));
        proc.assertSame([args]);
      });
    }
  });
}

const DEV =
  'Inter-|   Receive                                                |  Transmit\n' +
  ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n';

/** What each says of counters alone: netstat asks the kernel that runs for the rest. */
function assertCounters(content: string): void {
  proc.write('net/dev', content);
  const counters = (stdout: string) => [/^lo +\S+ +(.*) \S+$/m.exec(stdout)?.[1], stdout.match(/^ +[RT]X .*$/gm)];
  for (const args of [['-ia'], ['-iae']]) {
    assert.deepEqual(counters(proc.sockdiag(args).stdout), counters(proc.netstat(args).stdout), `${args}: ${content}`);
  }
}

describe('counters of /proc/net/dev are printed as netstat prints them', { skip }, () => {
  it('whatever numbers they are', () => {
    for (const number of ['-18446744073709551614', ...NUMBERS])
      assertCounters(`${DEV}    lo:${` ${number}`.repeat(16)}\n`);
  });

  it('where the file ends within a line', () => {
    const line = '    lo: 100 20 3 4 5 6 7 8 9 10 11 12 13 14 15 16';
    // Within a number one length is as good as another.
    for (const last of ['20', '3', '8', '12', '13', '15', '16']) {
      assertCounters(DEV + line.slice(0, line.indexOf(` ${last}`) + 2));
      assertCounters(DEV + line.slice(0, line.indexOf(` ${last}`) + 1));
    }
  });
});
