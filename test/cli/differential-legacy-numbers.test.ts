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
const TABLES = [
  {
    file: 'ax25',
    args: '-aA ax25',
    heading: '',
    line: 'ffff888003b5a000 ax0 N0CALL-1 GB7ABC-2 3 <1> <2> <1> 5 10 0 3 290 300 0 20 0 10 3 2 256 <12> <34> <5678>',
  },
  {
    file: 'nr',
    args: '-aA netrom',
    heading:
      'user_addr dest_node src_node  dev    my  your  st  vs  vr  va    t1     t2     t4      idle   n2  wnd Snd-Q Rcv-Q inode\n',
    line: 'N0CALL-1  GB7ABC-2  N0CALL-3  nr0  0A/0B 1C/FF  3 <1> <2> <3>   5/120  0/05   0/180   0/900  0/03   4    <12>    <34> <5678>',
  },
  {
    file: 'x25',
    args: '-aA x25',
    heading: 'dest_addr  src_addr   dev   lci st vs vr va   t  t2 t21 t22 t23 Snd-Q Rcv-Q inode\n',
    line: '2342010001 *          wan0  <001>  3 <1> <2> <3>   4   3 200 180 180    <12>    <34> <5678>',
  },
  {
    file: 'rose',
    args: '-aA rose',
    heading:
      'dest_addr  dest_call src_addr   src_call  dev   lci neigh st vs vr va   t  t1  t2  t3  hb    idle Snd-Q Rcv-Q inode\n',
    line: '*          N0CALL-1  *          GB7ABC-2  rose0 <001> <00003>  3  <1>  <2>  <3>   4 200 180 180   5   0/000    <12>    <34> <5678>',
  },
  {
    file: 'ipx/socket',
    args: '-aeA ipx',
    heading: 'Local_Address  Remote_Address              Tx_Queue  Rx_Queue  State  Uid\n',
    line: '00000010:0404  00000020:0000A1B2C3D4:0505  <x:00000010>  <x:000000FF>  <01>     <1000>',
  },
] as const;

const COLUMN = /<(x:)?(\w+)>/g;

/** The line with another number in one column; without one as it is. */
function filled(line: string, place = -1, number = ''): string {
  let at = 0;
  return line.replace(COLUMN, (_, hex, own) => (at++ !== place ? own : hex ? hexadecimal(number) : number));
}

/** netstat has the queues of IPX under each other's heading: there the rest is compared, and both numbers. */
function assertSame(args: string): void {
  const words = args.split(' ');
  if (!args.endsWith('ipx')) {
    proc.assertSame(words);
    return;
  }
  const swapped = proc.netstat(words).stdout.replace(/^(IPX {3}) *(\S+) +(\S+)/gm, (_, start, first, second) => {
    return `${start}${second.padStart(6)} ${first.padStart(6)}`;
  });
  assert.equal(proc.sockdiag(words).stdout, swapped);
}

/** What netstat says of a line it cannot read, or reads in part, is the same; where it shows what its memory held there is a `-`. */
for (const { file, args, heading, line } of TABLES) {
  describe(`a line of /proc/net/${file} is printed as netstat prints it`, { skip }, () => {
    for (const [place, [column]] of [...line.matchAll(COLUMN)].entries()) {
      it(`whatever number is in its column ${place}, ${column}`, () => {
        const lines = NUMBERS.map((number) => `${filled(line, place, number)}\n`);
        proc.write(`net/${file}`, heading + lines.join(''));
        assertSame(args);
      });
    }

    it('where its state wraps to one with a name', () => {
      const odd = filled(line).replace(/ 3 /, ' 4294967297 ');
      proc.write(`net/${file}`, `${heading}${odd}\n`);
      assertSame(args);
    });

    it('where a word is missing, which it says under -v alone', () => {
      const words = [...filled(line).matchAll(/\S+\s*/g)].map(([word]) => word);
      // netstat shows of X.25 what its memory held when the interface is in another column.
      for (let place = file === 'x25' ? 2 : 0; file !== 'ipx/socket' && place < words.length; place++) {
        proc.write(`net/${file}`, `${heading}${words.toSpliced(place, 1).join('').trimEnd()}\n`);
        assertSame(args);
      }
      proc.write(`net/${file}`, `${heading}${words.toSpliced(-4, 1).join('')}\n`);
      const said = /^sockdiag: \w+: 1 line has other words than a kernel writes/;
      if (file !== 'ipx/socket') assert.match(proc.sockdiag([...args.split(' '), '-v']).stderr, said);
    });

    it('where the file ends within its numbers', () => {
      const whole = filled(line);
      const first = line.search(COLUMN);
      const memory = file === 'x25' || file === 'ipx/socket';
      for (let length = memory ? whole.length - 1 : first + 1; length < whole.length; length++) {
        // Behind the last number that netstat reads, and within it, every length is as good.
        proc.write(`net/${file}`, heading + whole.slice(0, length));
        assertSame(args);
      }
    });
  });
}

describe('a line of which netstat shows what its memory held', { skip }, () => {
  it('has a - for each number that the file ends before', () => {
    for (const [i, expected] of [
      [2, / {2}ESTABLISHED {2}02\/01 {2}12 {6}- *$/],
      [4, /^IPX {8}- {5}16 .* UNK\. {2}- *$/],
    ] as const) {
      const { file, heading, line, args } = TABLES[i] as (typeof TABLES)[number];
      const whole = filled(line);
      const end = file === 'x25' ? whole.indexOf(' 34 ') : whole.indexOf('000000FF');
      proc.write(`net/${file}`, heading + whole.slice(0, end));
      assert.match(proc.sockdiag(args.split(' ')).stdout.trimEnd().split('\n').at(-1) ?? '', expected);
    }
  });
});
