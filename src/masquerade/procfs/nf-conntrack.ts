import { ABSENT } from '../../base/absent.ts';
import { LineCursor } from '../../kernel/procfs/line-cursor.ts';
import type { LineCounts } from '../../kernel/report.ts';
import { CONNTRACK_FLAG_BITS, CONNTRACK_STATES } from '../../uapi/conntrack.ts';
import { AF_INET, AF_INET6 } from '../../uapi/sockets.ts';
import { type FlowRecord, type TranslationRecord, translatedEnds } from '../translation-record.ts';

/**
 * A line of `/proc/net/nf_conntrack` (`ct_seq_show()` in `net/netfilter/nf_conntrack_standalone.c`), one connection:
 *
 *     ipv4 2 tcp 6 431999 ESTABLISHED src= dst= sport= dport= packets= bytes= [UNREPLIED] src= … [ASSURED] mark= zone= use=
 *
 * Each end of it can lack parts: the timeout while a flow table has the connection, the state where the protocol has none,
 * counters without accounting. A number that does not fit makes the line no connection where it tells which one it is: the family, the protocol,
 * an end. Every other one is unknown, and counted. The second `src=` begins the reply; `use=` is always last.
 */
const SPACE = 0x20;
const EQUALS = 0x3d;
const COLON = 0x3a;
const DOT = 0x2e;
const LOWER_X = 0x78;
const ZERO = 0x30;
const NINE = 0x39;
const MAX_BYTE = 0xff;
const MAX_WORD = 0xffff;

type ReadField = (cursor: LineCursor, flow: FlowRecord, record: TranslationRecord, lines: Uint8Array) => void;

const SOURCE = tokenHash('src');
const USE = tokenHash('use');

/** What stands behind the `=` of each word; of the others nothing is shown. */
const READERS = new Map<number, ReadField>(
  Object.entries<ReadField>({
    src: (cursor, flow, { family }) => readAddress(cursor, family, flow.source),
    dst: (cursor, flow, { family }) => readAddress(cursor, family, flow.destination),
    sport: (cursor, flow) => {
      flow.sourcePort = numberTo(MAX_WORD, cursor);
    },
    dport: (cursor, flow) => {
      flow.destinationPort = numberTo(MAX_WORD, cursor);
    },
    srckey: (cursor, flow) => {
      flow.sourcePort = readKey(cursor);
    },
    dstkey: (cursor, flow) => {
      flow.destinationPort = readKey(cursor);
    },
    type: (cursor, flow) => {
      flow.icmpType = numberTo(MAX_BYTE, cursor);
    },
    code: (cursor, flow) => {
      flow.icmpCode = numberTo(MAX_BYTE, cursor);
    },
    id: (cursor, flow) => {
      flow.icmpId = numberTo(MAX_WORD, cursor);
    },
    packets: (cursor, flow, _record, lines) => {
      flow.counters.fill(0);
      flow.counted = readCounter(lines, cursor, flow.counters, 0);
    },
    bytes: (cursor, flow, _record, lines) => {
      flow.counted = readCounter(lines, cursor, flow.counters, 2) && flow.counted;
    },
    mark: (cursor, _flow, record) => {
      record.mark = known(cursor, cursor.decimal(), ABSENT);
    },
    zone: (cursor, _flow, { original, reply }) => {
      original.zone = reply.zone = known(cursor, cursor.decimal(MAX_WORD), ABSENT);
    },
    'zone-orig': (cursor, _flow, { original }) => {
      original.zone = known(cursor, cursor.decimal(MAX_WORD), ABSENT);
    },
    'zone-reply': (cursor, _flow, { reply }) => {
      reply.zone = known(cursor, cursor.decimal(MAX_WORD), ABSENT);
    },
    use: (cursor, _flow, record) => {
      // The kernel takes one of its own to write the line.
      record.use = known(cursor, cursor.decimal() - 1, ABSENT);
    },
  }).map(([word, read]) => [tokenHash(word), read]),
);

const MARKS = new Map([
  [tokenHash('[ASSURED]'), CONNTRACK_FLAG_BITS.assured],
  [tokenHash('[OFFLOAD]'), CONNTRACK_FLAG_BITS.offload],
  [tokenHash('[HW_OFFLOAD]'), CONNTRACK_FLAG_BITS.offload | CONNTRACK_FLAG_BITS.hardwareOffload],
]);
const UNREPLIED = tokenHash('[UNREPLIED]');

/** Of each protocol that has states their numbers. */
const STATES = new Map(
  Object.entries(CONNTRACK_STATES).map(([protocol, names]) => [
    Number(protocol),
    new Map(names.map((name, number) => [tokenHash(name), number])),
  ]),
);

const FAMILIES: ReadonlySet<number> = new Set([AF_INET, AF_INET6]);

/** Calls `visit` for each connection of whole lines that is translated. Lines that are no connection are malformed. */
export function parseNfConntrack(lines: Uint8Array, record: TranslationRecord, visit: () => void): LineCounts {
  const cursor = new LineCursor(lines, true);
  const counts: LineCounts = { malformed: 0, incomplete: 0 };
  for (let start = 0; cursor.line(start); start = cursor.end + 1) {
    if (cursor.at === cursor.end) continue;
    if (!parseLine(lines, cursor, record)) {
      counts.malformed++;
    } else if (translatedEnds(record) !== 0) {
      if (cursor.misfits !== 0) counts.incomplete++;
      visit();
    }
  }
  return counts;
}

function parseLine(lines: Uint8Array, cursor: LineCursor, record: TranslationRecord): boolean {
  record.reset();
  word(lines, cursor);
  record.family = cursor.decimalColumn(MAX_BYTE);
  word(lines, cursor);
  record.protocol = cursor.decimalColumn(MAX_BYTE);
  if (!cursor.ok || cursor.misfits !== 0 || !FAMILIES.has(record.family)) return false;
  skipSpaces(lines, cursor);
  if (isDigit(byteAt(lines, cursor))) record.timeout = known(cursor, cursor.decimalColumn(), ABSENT);
  record.status = CONNTRACK_FLAG_BITS.seenReply;
  let sources = 0;
  let last = 0;
  let flow = record.original;
  while (cursor.ok && skipSpaces(lines, cursor)) {
    last = word(lines, cursor);
    if (last === SOURCE && ++sources === 2) flow = record.reply;
    const read = READERS.get(last);
    if (byteAt(lines, cursor) !== EQUALS) bareWord(last, record);
    else readValue(lines, cursor, flow, record, read);
  }
  return cursor.ok && sources === 2 && last === USE;
}

function readValue(
  lines: Uint8Array,
  cursor: LineCursor,
  flow: FlowRecord,
  record: TranslationRecord,
  read: ReadField | undefined,
): void {
  cursor.at++;
  read?.(cursor, flow, record, lines);
  // A value goes on to the next blank; what of it was not read is a value of another form, unless the word is not known.
  if (read && cursor.at < cursor.end && lines[cursor.at] !== SPACE) cursor.ok = false;
  while (cursor.at < cursor.end && lines[cursor.at] !== SPACE) cursor.at++;
}

function bareWord(hash: number, record: TranslationRecord): void {
  if (hash === UNREPLIED) record.status &= ~CONNTRACK_FLAG_BITS.seenReply;
  else if (MARKS.has(hash)) record.status |= MARKS.get(hash) as number;
  else record.state = STATES.get(record.protocol)?.get(hash) ?? record.state;
}

/** Skips blanks, then one word up to a blank or `=`; returns its hash. */
function word(lines: Uint8Array, cursor: LineCursor): number {
  skipSpaces(lines, cursor);
  let hash = 0;
  for (; cursor.at < cursor.end; cursor.at++) {
    const byte = lines[cursor.at] as number;
    if (byte === SPACE || byte === EQUALS) break;
    hash = (Math.imul(hash, 31) + byte) | 0;
  }
  return hash;
}

/** Skips blanks; false at the end of the line. */
function skipSpaces(lines: Uint8Array, cursor: LineCursor): boolean {
  while (byteAt(lines, cursor) === SPACE) cursor.at++;
  return cursor.at < cursor.end;
}

/** The byte that is next; none at the end of the line. */
function byteAt(lines: Uint8Array, { at, end }: LineCursor): number | undefined {
  return at < end ? lines[at] : undefined;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE;
}

/** The same as word() makes of the text. */
function tokenHash(text: string): number {
  return Buffer.from(text).reduce((hash, byte) => (Math.imul(hash, 31) + byte) | 0, 0);
}

/**
 * A decimal number that makes the line bad when it is more than `most`: of an address, a port or what ICMP has for one, without which nobody could
 * tell which ends are translated.
 */
function numberTo(most: number, cursor: LineCursor): number {
  const value = cursor.decimal(most);
  if ((cursor.misfits & LAST) !== 0) cursor.ok = false;
  return value;
}

/** `a.b.c.d`, or the eight groups of four digits that the kernel's %pI6 writes. */
function readAddress(cursor: LineCursor, family: number, address: Uint8Array): void {
  if (family === AF_INET) {
    for (let i = 0; i < 4; i++) {
      if (i > 0) cursor.expect(DOT);
      address[i] = numberTo(MAX_BYTE, cursor);
    }
    return;
  }
  for (let i = 0; i < 16; i += 2) {
    if (i > 0) cursor.expect(COLON);
    const group = cursor.hexDigits(4);
    address[i] = group >> 8;
    address[i + 1] = group;
  }
}

/** A key of GRE: `0x` and hexadecimal digits. */
function readKey(cursor: LineCursor): number {
  cursor.expect(ZERO);
  cursor.expect(LOWER_X);
  return cursor.hexDigits(4);
}

/** The number read last, or `none` where it does not fit. */
function known(cursor: LineCursor, value: number, none: number): number {
  if ((cursor.misfits & LAST) === 0) return value;
  cursor.misfits = NOTED;
  return none;
}

/** What decimal() marks, and what is kept of it. */
const LAST = 1;
const NOTED = 2;

/** A decimal number of 64 bits, its low word first. False where it has more. */
function readCounter(lines: Uint8Array, cursor: LineCursor, words: Uint32Array, at: number): boolean {
  const start = cursor.at;
  let low = 0;
  let high = 0;
  for (; isDigit(byteAt(lines, cursor)); cursor.at++) {
    low = low * 10 + (lines[cursor.at] as number) - ZERO;
    high = high * 10 + Math.floor(low / 2 ** 32);
    low %= 2 ** 32;
  }
  if (cursor.at === start) cursor.ok = false;
  const fits = high < 2 ** 32;
  if (!fits) cursor.misfits |= NOTED;
  words[at] = fits ? low : 0;
  words[at + 1] = fits ? high : 0;
  return fits;
}
