import { addCounter, type CountersText, type ParsedCounters } from './counters.ts';

/**
 * Parses `/proc/net/snmp` and `/proc/net/netstat`, `snmp_seq_show()` and `netstat_seq_show()` in the kernel's
 * `net/ipv4/proc.c`: two lines a section, `Tcp: ActiveOpens …` with the names and `Tcp: 27 …` with the values.
 *
 * A value that is missing or no number is 0, as all behind it are, and the line counts as malformed. So do names whose values
 * do not follow. Behind a line without a section nothing is read.
 */
export function parseSnmp(bytes: Uint8Array): ParsedCounters {
  const sections: CountersText[] = [];
  let malformed = 0;
  let names: Line | undefined;
  for (const text of Buffer.from(bytes).toString('latin1').split('\n')) {
    // Only between two sections, as in netstat.
    if (text === '' && !names) continue;
    const line = splitLine(text);
    if (!line) return { sections, malformed: malformed + 1 };
    if (names?.section !== line.section) {
      if (names) malformed++;
      names = line;
      continue;
    }
    const section = { name: line.section, counters: new Map<string, bigint>() };
    if (!addPair(section, names.rest, line.rest)) malformed++;
    sections.push(section);
    names = undefined;
  }
  return { sections, malformed: names ? malformed + 1 : malformed };
}

interface Line {
  section: string;
  rest: string;
}

function splitLine(text: string): Line | undefined {
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { section: text.slice(0, colon), rest: text.slice(colon + 1) };
}

/** False when there is not one number for each name. */
function addPair(section: CountersText, names: string, values: string): boolean {
  const numbers = new RegExp(VALUE);
  let whole = true;
  for (const name of names.split(BLANKS)) {
    if (name === '') continue;
    const value = numbers.exec(values)?.[1];
    // Behind a failure the search would begin again at the first value.
    if (value === undefined) numbers.lastIndex = values.length;
    if (!addCounter(section, name, BigInt(value ?? 0)) || value === undefined) whole = false;
  }
  return whole && values.slice(numbers.lastIndex).trim() === '';
}

const BLANKS = /[ \t]+/;
const VALUE = /\s*([+-]?\d+)/y;
