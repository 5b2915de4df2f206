import { type ScanReport, type SocketLines, type SocketPart, socketPart } from '../../sockets/table/report.ts';
import type { Family, Protocol } from '../../uapi/sockets.ts';

/**
 * Of which parts a look at the tables could not read all: what it did not find of these may be there as before. As long as a part stays so,
 * no end of its sockets is told.
 */
export class UnreadParts {
  /** With why. */
  readonly parts = new Map<string, string>();
  /** Lines that could not be read when the look was believed: a kernel that prints a line we cannot read does so each time. */
  readonly #badLines = new Map<string, number>();
  /** What the last look said of all parts. */
  #said = '';
  #changed = false;

  /** A look is over, and this is its report. */
  look({ sources, malformed }: Pick<ScanReport, 'sources' | 'malformed'>): void {
    this.parts.clear();
    let said = '';
    for (const [part, { source, code, reason = '' }] of Object.entries(sources)) {
      const bad = badLines(malformed, part as SocketPart);
      const cut = source === 'none' || (source === 'procfs' && code !== undefined);
      const why = cut ? reason : `${bad === 1 ? '1 line' : `${bad} lines`} could not be read`;
      if (cut || bad > (this.#badLines.get(part) ?? bad)) this.parts.set(part, why);
      else this.#badLines.set(part, bad);
      if (cut || bad > 0) said += `${part}: ${why}\n`;
    }
    if (said !== this.#said) this.#changed = true;
    this.#said = said;
  }

  /** Whether something else is said of parts or their lines than at the last call. */
  takeChanged(): boolean {
    const changed = this.#changed;
    this.#changed = false;
    return changed;
  }

  /** Whether there are any. */
  get any(): boolean {
    return this.parts.size > 0;
  }

  has(protocol: Protocol, family: Family): boolean {
    return this.parts.has(socketPart(protocol, family));
  }
}

function badLines(malformed: ScanReport['malformed'], part: SocketPart): number {
  const lines: SocketLines[] = part === 'sctp' || part === 'sctp6' ? ['sctp eps', 'sctp assoc'] : [part];
  return lines.reduce((sum, name) => sum + (malformed[name] ?? 0), 0);
}
