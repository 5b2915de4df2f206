import { addCounter, type CountersText, type ParsedCounters } from './counters.ts';

/**
 * Parses `/proc/net/snmp6`, `snmp6_seq_show()` in the kernel's `net/ipv6/proc.c`: a line a counter, `Ip6InReceives  5`. Its
 * section is its name up to the first 6.
 */
export function parseSnmp6(bytes: Uint8Array): ParsedCounters {
  const sections: CountersText[] = [];
  let section: CountersText | undefined;
  const malformed = eachCounter(bytes, (name, value) => {
    if (!section || !name.startsWith(section.name)) {
      section = { name: name.slice(0, name.indexOf('6') + 1) || name, counters: new Map() };
      sections.push(section);
    }
    return addCounter(section, name, value);
  });
  return { sections, malformed };
}

/** Parses `/proc/net/sctp/snmp`, `sctp_snmp_seq_show()` in the kernel's `net/sctp/proc.c`: one section of such lines. */
export function parseSctpSnmp(bytes: Uint8Array): ParsedCounters {
  const section = { name: 'Sctp', counters: new Map<string, bigint>() };
  const malformed = eachCounter(bytes, (name, value) => addCounter(section, name, value));
  return { sections: [section], malformed };
}

/** Calls `add` for each line; returns how many lines are no counter, or are one that `add` refuses. */
function eachCounter(bytes: Uint8Array, add: (name: string, value: bigint) => boolean): number {
  let malformed = 0;
  for (const line of Buffer.from(bytes).toString('latin1').split('\n')) {
    if (line === '') continue;
    const [, name, value] = LINE.exec(line) ?? [];
    if (name === undefined || value === undefined || !add(name, BigInt(value))) malformed++;
  }
  return malformed;
}

const LINE = /^\s*(\S+)\s+([+-]?\d+)\s*$/;
