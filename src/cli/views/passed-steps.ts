import { isDamage, isForbidden } from '../../base/errors.ts';
import type { ScanReport } from '../../index.ts';
import { ProcRoot } from '../../kernel/procfs/root.ts';
import { reportMissing, warnOfScan } from '../report-warnings.ts';
import type { InetProtocol, Sections } from '../sections.ts';
import type { Settings } from '../settings.ts';
import { type ListedStep, listedSteps } from './listed-steps.ts';
import { whyUnreadable } from './unreadable.ts';

/** Goes through what is listed in netstat's order, and says what the kernel lacks of it. */
export class PassedSteps {
  readonly #settings: Settings;
  readonly #sections: Sections;
  readonly #report: ScanReport;
  /** Steps whose rows are not all out yet. */
  readonly #ahead: ListedStep[];
  #sctpShut: boolean | undefined;

  /** @param report - of the scan, which grows */
  constructor(settings: Settings, sections: Sections, report: ScanReport) {
    this.#settings = settings;
    this.#sections = sections;
    this.#report = report;
    this.#ahead = listedSteps(sections);
  }

  /**
   * Everything before this protocol is out: what is due of each step is done by `pass`, and word is given of what the kernel lacks.
   * @throws Exit where that was asked for
   */
  async passUntil(
    protocol: InetProtocol | 'unix' | undefined,
    pass: (step: ListedStep) => Promise<void>,
  ): Promise<void> {
    while (this.#ahead.length > 0 && this.#ahead[0] !== protocol) {
      const passed = this.#ahead.shift() as ListedStep;
      await pass(passed);
      if (passed !== 'groups') this.#reportMissing(passed);
    }
    if (protocol === 'unix' && this.#ahead.shift()) await pass('unix');
  }

  /** Where SCTP was named and its endpoints cannot be opened, netstat ends before its associations. */
  isSctpShut(): boolean {
    if (!this.#sections.named || this.#report.sources.sctp?.source !== 'procfs') return false;
    this.#sctpShut ??= whyUnreadable(new ProcRoot(this.#settings.procRoot).net('sctp/eps')) !== undefined;
    return this.#sctpShut;
  }

  #reportMissing(protocol: InetProtocol | 'unix'): void {
    const { families, inetByFamily } = this.#sections;
    const unix = protocol === 'unix';
    const { listening, all, verbose } = this.#settings;
    const { source, code } = this.#report.sources[protocol] ?? {};
    // That is said behind the listing.
    if (isDamage(code) || (isForbidden(code) && !this.#sections.named)) return;
    // Of SCTP's two files the second one may be missing alone, which has what does not listen.
    const half = source === 'procfs' && code !== undefined && (all || !listening || this.isSctpShut());
    if (source !== 'none' && !half) return;
    // Only the IPv4 file counts: IPv6 may be off.
    if (inetByFamily || (!unix && !families.includes('inet'))) return;
    // That ends the listing, and what there is to say of the rows that are out must not be lost.
    if (this.#sections.named) warnOfScan(this.#report, verbose);
    reportMissing(unix ? 'AF UNIX' : `AF INET (${protocol})`, this.#sections, this.#settings);
  }
}
