import { type ScanReport, type SocketLines, type SocketPart, socketPart } from '../../sockets/table/report.ts';
import type { Family, Protocol } from '../../uapi/sockets.ts';

/**
 * Of which parts a look at the tables could not read all: what it did not find of these may be there as before. As long as a part stays so,
 * no end of its sockets is told.
 */
export class UnreadParts {
  readonly #parts = new Set<string>();
  /** Lines that could not be read when the look was believed: a kernel that prints a line we cannot read does so each time. */
  readonly #badLines = new Map<string, number>();

  /** A look is over, and this is its report. */
  look({ sources, malformed }: Pick<ScanReport, 'sources' | 'malformed'>): void {
    this.#parts.clear();
    for (const [part, { source, code }] of Object.entries(sources)) {
      const bad = badLines(malformed, part as SocketPart);
      const cut = source === 'none' || (source === 'procfs' && code !== undefined);
      if (cut || bad > (this.#badLines.get(part) ?? bad)) this.#parts.add(part);
      else this.#badLines.set(part, bad);
    }
  }

  /** Whether there are any. */
  get any(): boolean {
    return this.#parts.size > 0;
  }

  has(protocol: Protocol, family: Family): boolean {
    return this.#parts.has(socketPart(protocol, family));
  }
}

function badLines(malformed: ScanReport['malformed'], part: SocketPart): number {
  const lines: SocketLines[] = part === 'sctp' || part === 'sctp6' ? ['sctp eps', 'sctp assoc'] : [part];
  return lines.reduce((sum, name) => sum + (malformed[name] ?? 0), 0);
}
