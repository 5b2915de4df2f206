import type { StatisticsSection } from '../../../index.ts';
import type { LineWriter } from '../../output/line-writer.ts';
import type { CounterText, Histogram, SectionFlag } from './section.ts';
import { SECTION_TEXTS } from './sections.ts';

const TITLES: Readonly<Record<Histogram, string>> = {
  input: 'ICMP input histogram:',
  output: 'ICMP output histogram:',
};
const INDENT = '    ';
const HISTOGRAM_INDENT = INDENT.repeat(2);

/** Writes sections as netstat does. */
export class StatisticsListing {
  readonly #out: LineWriter;
  readonly #flags: ReadonlySet<SectionFlag>;
  /** The histogram that is under way. As in netstat, a section it has no texts for does not end it. */
  #histogram: Histogram | undefined;

  /** @param flags - of the sections that are wanted; those netstat does not know always are */
  constructor(out: LineWriter, flags: ReadonlySet<SectionFlag>) {
    this.#out = out;
    this.#flags = flags;
  }

  section({ name, counters, printed }: StatisticsSection): void {
    const known = SECTION_TEXTS.get(name);
    if (known) this.#histogram = undefined;
    if (known && !this.#flags.has(known.flag)) return;
    this.#line('', `${name}:`);
    for (const [counter, value] of printed ? Array.from(printed, scanned) : counters) {
      const text = known?.texts.get(counter);
      if (text) this.#known(text, value);
      else if (text === undefined && value !== 0n) this.#line(this.#indent(), `${counter}: ${wrapped(value)}`);
    }
  }

  #known({ before, after, always, histogram }: CounterText, value: bigint): void {
    // The title has the indent of what comes before it, and is there for zeros too.
    if (histogram && histogram !== this.#histogram) this.#line(this.#indent(), TITLES[histogram]);
    this.#histogram = histogram;
    if (always || value !== 0n) this.#line(this.#indent(), `${before}${wrapped(value)}${after}`);
  }

  #indent(): string {
    return this.#histogram ? HISTOGRAM_INDENT : INDENT;
  }

  #line(indent: string, text: string): void {
    this.#out.text(indent);
    this.#out.text(text);
    this.#out.endLine();
  }
}

const MOST = 2n ** 64n - 1n;

/** A counter that has not to be a number: of what is none C reads what begins as one, else 0. */
function scanned([counter, text]: [string, string]): [string, bigint] {
  return [counter, BigInt(/^[+-]?\d+/.exec(text)?.[0] ?? 0)];
}

/** As C reads it into an unsigned number of 64 bits: -1 is the most there is, and so is everything beyond. */
function wrapped(value: bigint): bigint {
  return value > MOST || value < -MOST ? MOST : BigInt.asUintN(64, value);
}
