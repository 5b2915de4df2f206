import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { has } from '../support/command.ts';
import { FakeProc, fakeProcMissing } from '../support/fake-proc.ts';
import { hexadecimal, NUMBERS } from '../support/odd-numbers.ts';
import { skipUnless } from '../support/skip.ts';

const missing = has('netstat') ? fakeProcMissing() : 'no netstat to compare with';
const skip = skipUnless(missing === undefined, missing ?? '');

const proc = new FakeProc();
after(() => proc.end());

/** The columns of a line by name, in order; in hexadecimal where `hex` has them. */
interface Layout {
  heading: string;
  columns: Readonly<Record<string, string>>;
  hex: readonly string[];
  /** A line with a number of fewer digits than the kernel prints is no row. */
  padded?: boolean;
  /** @param place - of the line, so that each is another socket's */
  line: (columns: Readonly<Record<string, string>>, place: number) => string;
}

/** Four decimal digits, which are four hexadecimal ones too. */
const port = (place: number) => `${1000 + place}`;

const INET: Layout = {
  heading:
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                                                     ',
  columns: {
    sl: '   3',
    tx: '0000000A',
    rx: '0000000B',
    tr: '01',
    when: '0000000C',
    retr: '00000004',
    uid: '    5',
    timeout: '        6',
  },
  hex: ['tx', 'rx', 'tr', 'when', 'retr'],
  line: ({ sl, tx, rx, tr, when, retr, uid, timeout, inode }, place) =>
    `${sl}: 0100007F:${port(place)} 0100007F:0017 01 ${tx}:${rx} ${tr}:${when} ${retr} ${uid} ${timeout} ${inode ?? port(place)} 1 0000000000000000 100 0 0 10 0`,
};

const UNIX: Layout = {
  heading: 'Num       RefCount Protocol Flags    Type St Inode Path',
  columns: { ref: '00000002', protocol: '00000000', flags: '00010000', type: '0001', st: '01' },
  hex: ['ref', 'protocol', 'flags', 'type'],
  padded: true,
  line: ({ ref, protocol, flags, type, st, inode }, place) =>
    `0000000000000000: ${ref} ${protocol} ${flags} ${type} ${st} ${inode ?? port(place)} /run/x`,
};

const ENDPOINTS: Layout = {
  heading: ' ENDPT     SOCK   STY SST HBKT LPORT   UID INODE LADDRS',
  columns: { style: '2', bucket: '25', uid: '0' },
  hex: [],
  line: ({ style, bucket, uid, inode }, place) =>
    `00000000000957fa 00000000000957f9 ${style}   10  ${bucket}   ${port(place)}      ${uid} ${inode ?? port(place)} 192.0.2.10 `,
};

const ASSOCIATIONS: Layout = {
  heading:
    ' ASSOC     SOCK   STY SST ST HBKT ASSOC-ID TX_QUEUE RX_QUEUE UID INODE LPORT RPORT LADDRS <-> RADDRS HBINT INS OUTS MAXRT T1X T2X RTXC wmema wmemq sndbuf rcvbuf',
  columns: { tx: '0', rx: '1280', uid: '0' },
  hex: [],
  line: ({ id, tx, rx, uid, inode }, place) =>
    `0000000000000004 00000000000957f9 2   10  3  0       ${id ?? place}        ${tx}     ${rx}       ${uid} ${inode ?? port(place)} 2905   ${port(place)}  *192.0.2.10 <-> *192.0.2.77 \t    7500    10    10   10    0    0        0        1        0   212992   212992`,
};

const TABLES: readonly [file: string, layout: Layout, args: string][] = [
  ['tcp', INET, '-taneo'],
  ['udp', INET, '-uaneo'],
  ['udplite', INET, '-Uaneo'],
  ['raw', INET, '-waneo'],
  ['unix', UNIX, '-xan'],
  ['sctp/eps', ENDPOINTS, '-Saneo'],
  ['sctp/assocs', ASSOCIATIONS, '-Saneo'],
];

function text({ heading, columns, line, hex, padded }: Layout, column: string): string {
  const width = padded ? (columns[column]?.length ?? 0) : 0;
  const lines = NUMBERS.map((number, place) => {
    const digits = hex.includes(column) ? hexadecimal(number) : number;
    return line({ ...columns, [column]: digits.replace(/\w+/, (all) => all.padStart(width, '0')) }, place);
  });
  return `${[heading, ...lines].join('\n')}\n`;
}

/** Both of SCTP's files are needed for either. */
function put(file: string, content: string): void {
  if (file.startsWith('sctp/')) {
    proc.write('net/sctp/eps', `${ENDPOINTS.heading}\n`);
    proc.write('net/sctp/assocs', `${ASSOCIATIONS.heading}\n`);
  }
  proc.write(`net/${file}`, content);
}

for (const [file, layout, args] of TABLES) {
  describe(`a line of /proc/net/${file} is printed as netstat prints it, whatever number`, { skip }, () => {
    for (const column of [...Object.keys(layout.columns), ...(file === 'sctp/assocs' ? ['id'] : []), 'inode']) {
      it(`is in its column ${column}`, () => {
        put(file, text(layout, column));
        proc.assertSame([args]);
        proc.assertSame([args.replace(/[eo]/g, '')]);
      });
    }
  });
}

describe('the user of a line, by name', { skip }, () => {
  it('is the one that netstat looks up', () => {
    put('tcp', text(INET, 'uid'));
    proc.assertSame(['-tae', '--numeric-hosts', '--numeric-ports']);
  });
});

describe('rows with numbers that fit no field', { skip }, () => {
  it('are told of with -v alone', () => {
    put('tcp', `${INET.heading}\n${INET.line({ ...INET.columns, inode: '4294967297' }, 1)}\n`);
    const [quiet, verbose] = [proc.sockdiag(['-tan']), proc.sockdiag(['-tanv'])];
    assert.deepEqual([quiet.stderr, quiet.code, quiet.stdout], ['', 0, verbose.stdout]);
    assert.match(verbose.stderr, /^sockdiag: tcp: 1 row has a number that could not be read$/m);
  });

  it('have no owner, were it the socket that the last 32 bits name', () => {
    put('tcp', `${INET.heading}\n${INET.line({ ...INET.columns, inode: '4294967297' }, 1)}\n`);
    proc.write('77/comm', 'holder\n');
    proc.write('77/cmdline', 'holder\0');
    mkdirSync(join(proc.path, '77/fd'), { recursive: true });
    symlinkSync('socket:[1]', join(proc.path, '77/fd/3'));
    proc.assertSame(['-tanep']);
  });
});

describe('a last line that is cut off', { skip }, () => {
  const whole = INET.line(INET.columns, 789);
  const begin = whole.indexOf(' 01 ') + 4;

  for (const [file, option] of [
    ['tcp', 't'],
    ['udp', 'u'],
    ['udplite', 'U'],
    ['raw', 'w'],
  ]) {
    it(`of /proc/net/${file} is a row or a bogus line as it is to netstat`, () => {
      for (let length = begin; length < whole.length; length++) {
        // Within a column one length is as good as another.
        if (!/[ :]/.test(whole.slice(length - 1, length + 1))) continue;
        put(file as string, `${INET.heading}\n${whole}\n${whole.slice(0, length).replaceAll('1789', '1790')}`);
        proc.assertSame([`-${option}an`]);
      }
    });
  }

  it('shows the numbers that are there to the last one, be it cut short', () => {
    for (let length = whole.indexOf(' 1789 '); length < whole.length; length++) {
      put('tcp', `${INET.heading}\n${whole.slice(0, length + 2)}`);
      proc.assertSame(['-taneo']);
    }
  });
});
