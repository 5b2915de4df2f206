import { addCounter, addUnread, type CountersText, isCounterName, isCut, type ParsedCounters } from './counters.ts';

/**
 * Parses `/proc/net/snmp` and `/proc/net/netstat`, `snmp_seq_show()` and `netstat_seq_show()` in the kernel's
 * `net/ipv4/proc.c`: two lines a section, `Tcp: ActiveOpens …` with the names and `Tcp: 27 …` with the values.
 *
 * A value that is missing or no number, to the next blank, is unknown, as all behind it are, and the line counts as malformed. So do names whose values
 * do not follow, and names that are none. One of more than 64 bits is unknown alone, as is one that ends where the file does: it may have had
 * more digits. Behind a line without a section nothing is read.
 */
export function parseSnmp(bytes: Uint8Array): ParsedCounters {
  const sections: CountersText[] = [];
  let malformed = 0;
  let incomplete = 0;
  let names: Line | undefined;
  const lines = Buffer.from(bytes).toString('latin1').split('\n');
  const last = isCut(bytes) ? lines.length - 1 : lines.length;
  for (const [place, text] of lines.entries()) {
    // Only between two sections, as in netstat.
    if (text === '' && !names) continue;
    const line = splitLine(text);
    if (!line) return { sections, malformed: malformed + 1, incomplete };
    if (names?.section !== line.section) {
      if (names) malformed++;
      names = line;
      continue;
    }
    const section = { name: line.section, counters: new Map<string, bigint>() };
    const { whole, wide } = addPair(section, names.rest, line.rest, place === last);
    if (!whole) malformed++;
    incomplete += wide;
    sections.push(section);
    names = undefined;
  }
  return { sections, malformed: names ? malformed + 1 : malformed, incomplete };
}

interface Line {
  section: string;
  rest: string;
}

function splitLine(text: string): Line | undefined {
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { section: text.slice(0, colon), rest: text.slice(colon + 1) };
}

/**
 * @param cut - the values end where the file does
 * @returns whether there is one number for each name, and how many are of more than 64 bits, or may be
 */
function addPair(section: CountersText, names: string, values: string, cut: boolean): { whole: boolean; wide: number } {
  const numbers = new RegExp(VALUE);
  let whole = true;
  let sure = true;
  let wide = 0;
  for (const name of names.split(BLANKS)) {
    if (name.trim() === '') continue;
    const value = numbers.exec(values)?.[1];
    // Behind a failure the search would begin again at the first value.
    if (value === undefined) numbers.lastIndex = values.length;
    sure &&= value !== undefined && !NO_BLANK.test(values[numbers.lastIndex] ?? ' ');
    if (!sure || value === undefined || !isCounterName(name)) {
      addUnread(section, name, value ?? '');
      whole = false;
    } else if (cut && numbers.lastIndex === values.length) {
      addUnread(section, name, value);
      wide++;
    } else {
      const added = addCounter(section, name, value);
      if (added === 'double') whole = false;
      else if (added === 'wide') wide++;
    }
  }
  return { whole: whole && values.slice(numbers.lastIndex).trim() === '', wide };
}

const BLANKS = /[ \t]+/;
const NO_BLANK = /\S/;
const VALUE = /\s*([+-]?\d+)/y;
