import type { ParsedCounters } from '../../src/statistics/procfs/counters.ts';
import { parseSnmp } from '../../src/statistics/procfs/net-snmp.ts';
import { parseSctpSnmp, parseSnmp6 } from '../../src/statistics/procfs/net-snmp6.ts';
import { fixtures } from '../corpus.ts';
import { textLines } from '../mutators/lines.ts';
import type { Target } from '../target.ts';
import { countOf, filledLines, isNumber } from './text-lines.ts';

/** Bigints as text, for JSON has none. */
const plain = ({ sections, malformed }: ParsedCounters) => ({
  sections: sections.map(({ name, counters }) => ({
    name,
    counters: [...counters].map(([key, value]) => [key, `${value}`]),
  })),
  malformed,
});

/** Two lines a section: a counter that is given has the value that stands in its place. */
function plainSnmp(input: Uint8Array, { sections }: ParsedCounters): string | undefined {
  const lines = filledLines(input);
  const pairs = lines.flatMap((names, at) => {
    const values = lines[at + 1] ?? '';
    const section = names.slice(0, names.indexOf(':'));
    return names.includes(':') && values.startsWith(`${section}:`) ? [{ section, names, values }] : [];
  });
  for (const { name, counters } of sections) {
    const places = pairs.filter(({ section }) => section === name).map(pairOf);
    for (const [counter, value] of counters) {
      if (places.length === 0) return `no section ${name}`;
      if (!places.some((place) => saysOf(place, counter, value))) return `${name} ${counter} is ${value}`;
    }
  }
  return undefined;
}

/** Names stand between blanks, numbers between whatever scanf(3) takes for white space. */
const words = (text: string, between: RegExp) =>
  text
    .slice(text.indexOf(':') + 1)
    .split(between)
    .filter((word) => word !== '');
const pairOf = ({ names, values }: { names: string; values: string }) => ({
  names: words(names, /[ \t]+/),
  values: words(values, /\s+/),
});

/** What is no number here, the parser may read in more ways than one: only plain ones are held against it. */
function saysOf({ names, values }: ReturnType<typeof pairOf>, counter: string, value: bigint): boolean {
  const at = names.indexOf(counter);
  const said = values[at];
  if (at < 0) return false;
  if (!values.every((word) => /^\d+$/.test(word))) return true;
  // netstat lists a counter without a value as 0.
  if (said === undefined) return value === 0n;
  return isNumber(value, said, 10, 64);
}

function snmp(file: string): Target {
  return {
    name: `proc/${file}`,
    seeds: () => fixtures(`proc/net/${file}`),
    mutate: textLines,
    run: (input) => {
      const parsed = parseSnmp(input);
      return { value: plain(parsed), disagreement: () => plainSnmp(input, parsed) };
    },
  };
}

function counterLines(file: string, fixture: string, parse: (bytes: Uint8Array) => ParsedCounters): Target {
  return {
    name: `proc/${file}`,
    seeds: () => fixtures(fixture),
    mutate: textLines,
    lines: (input) => filledLines(input).length,
    run: (input) => {
      const parsed = parse(input);
      const rows = parsed.sections.reduce((sum, { counters }) => sum + counters.size, 0);
      // A counter whose number does not fit is none, and counted.
      const counted = parsed.malformed + countOf(parsed, 'incomplete');
      return { value: plain(parsed), lines: { rows, counted } };
    },
  };
}

export const PROC_COUNTERS: readonly Target[] = [
  snmp('snmp'),
  snmp('netstat'),
  counterLines('snmp6', 'proc/net/snmp6', parseSnmp6),
  counterLines('sctp-snmp', 'proc/net/sctp/snmp', parseSctpSnmp),
];
