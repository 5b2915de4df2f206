import type { Answer, Target } from '../../fuzz/target.ts';
import { TARGETS } from '../../fuzz/targets/targets.ts';

/** A reader with a fault that nobody would see at a glance, and the oracle that is to find it. */
export interface PlantedFault {
  fault: string;
  oracle: string;
  /** The reader as it is, which has none. */
  sound: Target;
  target: Target;
}

/** Makes another answer of the right one. */
type Run = (input: Uint8Array, fill: number, answer: Answer) => Answer;

/** @param first - goes before the reader, which refuses much */
function planted(fault: string, oracle: string, name: string, run: Run, first = (_: Uint8Array) => {}): PlantedFault {
  const sound = TARGETS.find((target) => target.name === name);
  if (!sound) throw new Error(`no target ${name}`);
  const target = {
    ...sound,
    name: `planted/${oracle}/${name}`,
    run: (input: Uint8Array, fill: number) => {
      first(input);
      return run(input, fill, sound.run(input, fill) as Answer);
    },
  };
  return { fault, oracle, sound, target };
}

const SEVEN = 0x37;
const TAB = 0x09;
let runs = 0;
/** What the last message left. */
let last: unknown = null;
/** Kept, so that nothing of it is given back while it is looked at. */
let room: Uint8Array = new Uint8Array(0);

const asItIs: Run = (_, __, answer) => answer;
const view = (input: Uint8Array) => new DataView(input.buffer, input.byteOffset, input.length);

/** Each of another kind. */
export const PLANTED_FAULTS: readonly PlantedFault[] = [
  planted('a length that is trusted', 'errors', 'netlink/attributes', asItIs, (input) => {
    const length = input.length < 2 ? 0 : view(input).getUint16(0, true);
    if (length > 0) view(input).getUint8(length - 1);
  }),
  planted('an error of another class', 'errors', 'netlink/route', asItIs, (input) => {
    if (input[7] === 0xff) throw new TypeError('a type that nobody thought of');
  }),
  planted('a byte behind the input that is read', 'surroundings', 'proc/ipv6-route', (input, _, answer) => {
    const next = new Uint8Array(input.buffer)[input.byteOffset + input.length];
    return input.at(-1) === 0x0a ? answer : { ...answer, value: { rows: answer.value, ended: next === 0 } };
  }),
  planted('a column that keeps what was in it', 'surroundings', 'netlink/unix-diag', (_, fill, answer) => {
    const [row] = answer.value as { path: string | null; uid: number }[];
    return row?.path === null ? { ...answer, value: [{ ...row, uid: fill }] } : answer;
  }),
  planted('an answer that depends on the one before', 'repeatable', 'netlink/link-names', (input, _, answer) => {
    const before = last;
    last = runs++;
    return input.length % 8 === 4 ? { ...answer, value: [answer.value, before] } : answer;
  }),
  planted('a lost row', 'rows', 'proc/sctp-eps', (input, _, answer) => {
    const { rows = 0, counted = 0 } = answer.lines ?? {};
    return input.includes(TAB) && rows > 0 ? { ...answer, lines: { rows: rows - 1, counted } } : answer;
  }),
  planted('a doubled row', 'rows', 'proc/snmp6', (_, __, answer) => {
    const { rows = 0, counted = 0 } = answer.lines ?? {};
    return counted > 0 && rows > 0 ? { ...answer, lines: { rows: rows + 1, counted } } : answer;
  }),
  planted('a loop in a loop', 'time', 'names/passwd', (input, _, answer) => {
    let seen = 0;
    for (let at = input.indexOf(0x0a); at >= 0; at = input.indexOf(0x0a, at + 1)) {
      for (let other = at; other < input.length; other += 4) if (input[other] === SEVEN) seen++;
    }
    return seen < 0 ? { value: seen } : answer;
  }),
  planted('room for as many as a message says', 'memory', 'netlink/next-hops', (input, _, answer) => {
    if (input.length >= 16) room = new Uint8Array(view(input).getUint32(12, true) >>> 3);
    return room.length < 0 ? { value: room.length } : answer;
  }),
  planted('a number that stands for none', 'values', 'netlink/inet-diag', (_, __, answer) => {
    const [row] = answer.value as { interface: number }[];
    return row && row.interface !== 0 ? { ...answer, value: [{ ...row, interface: -1 }] } : answer;
  }),
  planted('a number that is none', 'values', 'proc/sctp-snmp', (_, __, answer) => {
    return answer.lines?.counted === 0 ? answer : { ...answer, value: { rate: Number(answer.lines?.rows) / 0 } };
  }),
  planted('a byte order mark that is dropped', 'agreement', 'records/lines', (input, _, answer) => {
    const text = Buffer.from(input).toString();
    const read = new TextDecoder().decode(input);
    return { ...answer, disagreement: () => (read === text ? undefined : 'a text without its first character') };
  }),
  planted('a control byte that reaches the terminal', 'terminal', 'command/printable', (input, _, answer) => {
    return { ...answer, terminal: input.filter((byte) => byte !== 0x1b && byte < 0x80) };
  }),
];
