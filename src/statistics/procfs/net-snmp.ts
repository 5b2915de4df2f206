import { addCounter, addUnread, type CountersText, type ParsedCounters } from './counters.ts';

/**
 * Parses `/proc/net/snmp` and `/proc/net/netstat`, `snmp_seq_show()` and `netstat_seq_show()` in the kernel's
 * `net/ipv4/proc.c`: two lines a section, `Tcp: ActiveOpens …` with the names and `Tcp: 27 …` with the values.
 *
 * A value that is missing or no number is unknown, as all behind it are, and the line counts as malformed. So do names whose values
 * do not follow. One of more than 64 bits is unknown alone. Behind a line without a section nothing is read.
 */
export function parseSnmp(bytes: Uint8Array): ParsedCounters {
  const sections: CountersText[] = [];
  let malformed = 0;
  let incomplete = 0;
  let names: Line | undefined;
  for (const text of Buffer.from(bytes).toString('latin1').split('\n')) {
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
    const { whole, wide } = addPair(section, names.rest, line.rest);
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

/** @returns whether there is one number for each name, and how many are of more than 64 bits */
function addPair(section: CountersText, names: string, values: string): { whole: boolean; wide: number } {
  const numbers = new RegExp(VALUE);
  let whole = true;
  let wide = 0;
  for (const name of names.split(BLANKS)) {
    if (name === '') continue;
    const value = numbers.exec(values)?.[1];
    // Behind a failure the search would begin again at the first value.
    if (value === undefined) {
      numbers.lastIndex = values.length;
      addUnread(section, name, '');
      whole = false;
      continue;
    }
    const added = addCounter(section, name, value);
    if (added === 'double') whole = false;
    else if (added === 'wide') wide++;
  }
  return { whole: whole && values.slice(numbers.lastIndex).trim() === '', wide };
}

const BLANKS = /[ \t]+/;
const VALUE = /\s*([+-]?\d+)/y;
