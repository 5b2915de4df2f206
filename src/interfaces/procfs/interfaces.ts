import { existsSync, readdirSync } from 'node:fs';
import { isDamage, isOutOfReach, SockdiagError } from '../../base/errors.ts';
import { yieldToEventLoop } from '../../base/event-loop.ts';
import { Batch } from '../../kernel/batch.ts';
import { readWhole, type WholeFile } from '../../kernel/procfs/read-whole.ts';
import type { ProcRoot } from '../../kernel/procfs/root.ts';
import { sysRoot } from '../../kernel/procfs/sys-root.ts';
import { countLinesIn, type TableReport } from '../../kernel/report.ts';
import { type Interface, type InterfaceRecord, type LocatedAddress, toInterface } from '../interface.ts';
import { libraryAddresses } from './getifaddrs.ts';
import { parseIfInet6 } from './if-inet6.ts';
import { type NetDevRow, namedRow, parseNetDev } from './net-dev.ts';
import { parseSysLink, readSysLink } from './sys-link.ts';

// A dozen files each: some milliseconds.
const SLICE = 20;
// Interfaces come and go between one list and the other.
const ATTEMPTS = 3;

/** The interfaces by the files of /proc and /sys. */
export class InterfaceFiles {
  readonly #root: ProcRoot;
  readonly #sys: string;
  readonly #report: TableReport;
  readonly #signal: AbortSignal | undefined;
  /** Why there are names and counters alone, when it is so. */
  sysMissing: string | undefined;

  constructor(root: ProcRoot, report: TableReport, sysPath?: string, signal?: AbortSignal) {
    this.#root = root;
    this.#sys = sysRoot(root, sysPath);
    this.#report = report;
    this.#signal = signal;
  }

  async *links(): AsyncGenerator<Batch<InterfaceRecord, Interface>, void, undefined> {
    const { rows, failure } = await this.#rows();
    for (let at = 0; at < rows.length; at += SLICE) {
      if (at > 0) await yieldToEventLoop(this.#signal);
      const links = rows.slice(at, at + SLICE).map((row) => this.#link(row));
      yield new Batch((visit) => links.forEach(visit), toInterface);
    }
    if (failure) throw failure;
  }

  async *inet(): AsyncGenerator<LocatedAddress[], void, undefined> {
    if (this.#root.moved) throw new SockdiagError('IPv4 addresses are not in /proc', { code: 'ENOENT' });
    yield libraryAddresses(await this.#names());
  }

  /** Without the file, and without /sys, there are no interfaces to give addresses to. */
  async #names(): Promise<ReadonlySet<string>> {
    try {
      return new Set(parseNetDev((await this.#read('dev', true)).bytes).rows.map(({ name }) => name));
    } catch (error) {
      if (isOutOfReach(error)) return new Set((await this.#rowsInSys(error)).map(({ name }) => name));
      throw error;
    }
  }

  async *inet6(): AsyncGenerator<LocatedAddress[], void, undefined> {
    const { bytes, failure } = await this.#read('if_inet6', false);
    const { rows, ...counts } = parseIfInet6(bytes);
    countLinesIn(this.#report, 'if_inet6', counts);
    yield rows;
    if (failure) throw failure;
  }

  /** The interfaces of /proc/net/dev, after a look whether /sys knows the same ones. */
  async #rows(): Promise<{ rows: NetDevRow[]; failure: WholeFile['failure'] }> {
    for (let attempt = 1; ; attempt++) {
      const { bytes, failure } = await this.#read('dev', true).catch((error: unknown) => this.#instead(error));
      if (!bytes) return { rows: await this.#rowsInSys(failure), failure };
      const { rows, ...counts } = parseNetDev(bytes);
      this.sysMissing = await this.#whyNoSys(rows);
      if (this.sysMissing !== undefined && attempt < ATTEMPTS) continue;
      countLinesIn(this.#report, 'dev', counts);
      return { rows, failure };
    }
  }

  /** A file that is not there, or may not be opened, is worth no failure where /sys has names. */
  async #instead(error: unknown): Promise<{ bytes: undefined; failure: SockdiagError }> {
    if (!(error instanceof SockdiagError) || (await this.#rowsInSys(error)).length === 0) throw error;
    return { bytes: undefined, failure: error };
  }

  /** The interfaces of /sys, of which there are no counters, where /proc may not or cannot tell any; none where /sys is of another namespace. */
  async #rowsInSys(error: unknown): Promise<NetDevRow[]> {
    if (!isOutOfReach(error) || isDamage((error as SockdiagError).code)) return [];
    const links = linksIn(`${this.#sys}/class/net`) ?? [];
    const own = this.#root.moved ? [] : libraryAddresses(new Set()).map(({ name }) => name?.replace(/:.*/s, ''));
    const same = own.every((name) => links.some((link) => link === name)) && (await this.#sameIndexes());
    return same ? links.map(namedRow) : [];
  }

  /** /sys shows the namespace it was mounted in, which need not be that of /proc/net. */
  async #whyNoSys(rows: readonly NetDevRow[]): Promise<string | undefined> {
    const directory = `${this.#sys}/class/net`;
    if (!existsSync(directory)) return `there is no ${directory}`;
    const names = new Set(rows.map(latin1Name));
    const links = linksIn(directory);
    if (!links) return `${directory} may not be read`;
    const same = links.length === names.size && links.every((name) => names.has(name)) && (await this.#sameIndexes());
    return same ? undefined : `${this.#sys} is of another network namespace`;
  }

  /** Whether /sys has the indexes that /proc tells, which it does of interfaces with an IPv6 address. */
  async #sameIndexes(): Promise<boolean> {
    try {
      const { rows } = parseIfInet6((await this.#read('if_inet6', false)).bytes);
      return rows.slice(0, SLICE).every(({ name, index }) => {
        if (name === null || index === null) return true;
        const texts = readSysLink(this.#folderOf(latin1Name({ name })), ['ifindex']);
        return texts.ifindex === undefined || Number(texts.ifindex) === index;
      });
    } catch (error) {
      // A kernel without IPv6 tells none, and one that keeps them to itself neither.
      if (isOutOfReach(error)) return true;
      throw error;
    }
  }

  #link(row: NetDevRow): InterfaceRecord {
    const known = this.sysMissing === undefined ? readSysLink(this.#folderOf(latin1Name(row))) : {};
    const none = { linkNamespace: null, kind: null, altNames: null, map: null };
    return { ...row, ...parseSysLink(known), ...none, addresses: [] };
  }

  /** With a character for each byte. */
  #folderOf(name: string): string {
    return `${Buffer.from(this.#sys).toString('latin1')}/class/net/${name}`;
  }

  #read(file: string, headed: boolean): Promise<WholeFile> {
    return readWhole(this.#root.net(file), { signal: this.#signal, headed });
  }
}

function latin1Name({
  name,
  latin1Name = Buffer.from(name).toString('latin1'),
}: Omit<NetDevRow, 'statistics'>): string {
  return latin1Name;
}

/** What a folder of interfaces has but files, with a character for each byte; undefined where it may not be read. */
function linksIn(directory: string): string[] | undefined {
  try {
    const entries = readdirSync(directory, { withFileTypes: true, encoding: 'latin1' });
    return entries.filter((entry) => !entry.isFile()).map(({ name }) => name);
  } catch (error) {
    if (isOutOfReach(error)) return undefined;
    throw error;
  }
}
