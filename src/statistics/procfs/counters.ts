/** A section of a file of counters, as its text has it. */
export interface CountersText {
  name: string;
  counters: Map<string, bigint>;
  /** Where not all of it are numbers of 64 bits: what is printed, by name; nothing for a value that is missing. */
  printed?: Map<string, string>;
}

export interface ParsedCounters {
  sections: CountersText[];
  /** Lines of which some or all could not be read. */
  malformed: number;
  /** Counters of more than 64 bits, or whose last digits may be cut off. */
  incomplete: number;
}

const LEAST = -(2n ** 63n);
const MOST = 2n ** 64n - 1n;

/** What became of a counter: `double` when the section has one of that name, which then stays. */
export type Added = 'added' | 'wide' | 'double';

/** What a name is made of: the kernel's are letters and digits. */
const NAME = /^[!-~]+$/;

/** Whether bytes end within a line, whose last number may then have had more digits. */
export function isCut(bytes: Uint8Array): boolean {
  return bytes.length > 0 && bytes[bytes.length - 1] !== NEWLINE;
}

const NEWLINE = 0x0a;

/** Whether it can be a counter's name. */
export function isCounterName(text: string): boolean {
  return NAME.test(text);
}

/** Adds a counter to its section, by its number as it is printed. */
export function addCounter(section: CountersText, name: string, number: string): Added {
  if (isThere(section, name)) return 'double';
  const value = /^[+-]?0*\d{1,20}$/.test(number) ? BigInt(number) : MOST + 1n;
  if (value < LEAST || value > MOST) {
    addUnread(section, name, number);
    return 'wide';
  }
  section.printed?.set(name, number);
  section.counters.set(name, value);
  return 'added';
}

/** Notes a counter without a number that could be read. False when the section has one of that name. */
export function addUnread(section: CountersText, name: string, text: string): boolean {
  if (isThere(section, name)) return false;
  section.printed ??= new Map(Array.from(section.counters, ([known, value]) => [known, `${value}`]));
  section.printed.set(name, text);
  return true;
}

function isThere({ counters, printed }: CountersText, name: string): boolean {
  return counters.has(name) || printed?.has(name) === true;
}
