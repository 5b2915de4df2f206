import type { Interface, InterfaceAddress, InterfaceRecord, InterfaceStatistics } from '../../../index.ts';
import { IFF_UP } from '../../../uapi/links.ts';
import type { LineWriter } from '../../output/line-writer.ts';
import { hasCounters, shownCounters } from './counter.ts';
import { toLatin1 } from './interface-name.ts';
import { compareInterfaces, type InterfaceKey, interfaceKey } from './interface-order.ts';

/** What is kept of an interface, for an alias shows that too. */
export type InterfaceFacts = Pick<Interface, 'flagBits' | 'addresses'>;

/** A layout of netstat for interfaces. It makes strings: for thousands of interfaces, code that writes bytes is not warm in time. */
export interface InterfaceLayout<Facts extends InterfaceFacts> {
  facts(record: InterfaceRecord): Facts;
  /**
   * All lines of an interface, or of an alias, which has no counters, without their ends, with a character for each byte.
   * @param inet - the one IPv4 address that is shown
   */
  lines(name: string, facts: Facts, inet: InterfaceAddress | undefined, statistics?: InterfaceStatistics): string[];
}

/** Lines that wait for their place. */
interface Entry {
  key: InterfaceKey;
  lines: string[];
}

/**
 * netstat's interfaces, sorted. Beside them it has aliases: the labels of their IPv4 addresses that are not their name. Text is made
 * as interfaces come, so that their records need not be kept.
 */
export class InterfaceListing<Facts extends InterfaceFacts> {
  /** Of some interface not even the flags are known. */
  incomplete = false;
  readonly #layout: InterfaceLayout<Facts>;
  readonly #all: boolean;
  readonly #entries: Entry[] = [];
  readonly #facts = new Map<string, Facts>();
  /** By a label as it is shown: the label, with the facts of the interface whose address it is. */
  readonly #labels = new Map<string, { label: string; owner: Facts }>();

  /** @param all - also those that are down */
  constructor(layout: InterfaceLayout<Facts>, all: boolean) {
    this.#layout = layout;
    this.#all = all;
  }

  readonly add = (record: InterfaceRecord): void => {
    const { name } = record;
    const facts = this.#layout.facts(record);
    const shown = record.latin1Name ?? toLatin1(name);
    this.#facts.set(shown, facts);
    if (facts.flagBits === null) this.incomplete = true;
    this.#add(shown, name, facts, hasCounters(record) ? shownCounters(record) : undefined);
    for (const { label } of facts.addresses) {
      if (label === null || label === name) continue;
      const alias = label.startsWith(name) ? shown + toLatin1(label.slice(name.length)) : toLatin1(label);
      if (!this.#labels.has(alias)) this.#labels.set(alias, { label, owner: facts });
    }
  };

  write(out: LineWriter): void {
    for (const [alias, { label, owner }] of this.#labels) {
      // The kernel looks for the interface by the part before the colon; netstat ends at a label for which it finds none.
      if (!this.#facts.has(alias)) this.#add(alias, label, this.#facts.get(alias.replace(/:.*/s, '')) ?? owner);
    }
    this.#entries.sort((a, b) => compareInterfaces(a.key, b.key));
    const lines = this.#entries.flatMap((entry) => entry.lines);
    if (out.terminal) {
      for (const line of lines) {
        out.copy(Buffer.from(line, 'latin1'));
        out.endLine();
      }
      return;
    }
    // In one go: thousands of short writes would take longer than all that made the lines.
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''), 'latin1');
    out.reserve(bytes.length);
    out.bytes.set(bytes, out.length);
    out.length += bytes.length;
  }

  #add(shown: string, name: string, facts: Facts, statistics?: InterfaceStatistics): void {
    if (!this.#all && facts.flagBits !== null && (facts.flagBits & IFF_UP) === 0) return;
    const inet = facts.addresses.find(({ family, label }) => family === 'inet' && label === name);
    this.#entries.push({ key: interfaceKey(shown), lines: this.#layout.lines(shown, facts, inet, statistics) });
  }
}
