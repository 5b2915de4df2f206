import {
  type Added,
  addCounter,
  addUnread,
  type CountersText,
  isCounterName,
  isCut,
  type ParsedCounters,
} from './counters.ts';

/**
 * Parses `/proc/net/snmp6`, `snmp6_seq_show()` in the kernel's `net/ipv6/proc.c`: a line a counter, `Ip6InReceives  5`. Its
 * section is its name up to the first 6.
 */
export function parseSnmp6(bytes: Uint8Array): ParsedCounters {
  const sections: CountersText[] = [];
  let section: CountersText | undefined;
  const counts = eachCounter(bytes, (name) => {
    if (!section || !name.startsWith(section.name)) {
      section = { name: name.slice(0, name.indexOf('6') + 1) || name, counters: new Map() };
      sections.push(section);
    }
    return section;
  });
  return { sections, ...counts };
}

/** Parses `/proc/net/sctp/snmp`, `sctp_snmp_seq_show()` in the kernel's `net/sctp/proc.c`: one section of such lines. */
export function parseSctpSnmp(bytes: Uint8Array): ParsedCounters {
  const section = { name: 'Sctp', counters: new Map<string, bigint>() };
  return { sections: [section], ...eachCounter(bytes, () => section) };
}

/** Adds each line to the section of its counter; returns how many lines are no counter, or are one that is there, and how many are too wide, or may be. */
function eachCounter(
  bytes: Uint8Array,
  sectionOf: (name: string) => CountersText,
): { malformed: number; incomplete: number } {
  const counts: Record<Added, number> = { added: 0, wide: 0, double: 0 };
  let malformed = 0;
  const lines = Buffer.from(bytes).toString('latin1').split('\n');
  const last = isCut(bytes) ? lines.length - 1 : lines.length;
  for (const [place, line] of lines.entries()) {
    if (line === '') continue;
    const [name, text] = wordsOf(line);
    if (name !== '' && isCounterName(name) && NUMBER.test(text)) {
      if (place < last || /\s$/.test(line)) counts[addCounter(sectionOf(name), name, text)]++;
      else counts[addUnread(sectionOf(name), name, text) ? 'wide' : 'double']++;
      continue;
    }
    malformed++;
    if (name !== '') addUnread(sectionOf(name), name, text);
  }
  return { malformed: malformed + counts.double, incomplete: counts.wide };
}

/** The first word, and what else there is. A pattern for both would try each blank of a long row of them as the end. */
function wordsOf(line: string): [name: string, text: string] {
  const words = line.trim();
  const end = words.search(BLANK);
  return end < 0 ? [words, ''] : [words.slice(0, end), words.slice(end).trimStart()];
}

const BLANK = /\s/;
const NUMBER = /^[+-]?\d+$/;
