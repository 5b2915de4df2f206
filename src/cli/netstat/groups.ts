import type { Group } from '../../index.ts';
import type { HostNames } from '../names/hosts.ts';
import type { LineWriter } from '../output/line-writer.ts';
import { printable } from '../output/printable.ts';

const INTERFACE_WIDTH = 15;
const USERS_WIDTH = 6;

/** Writes the table of multicast groups as netstat does. */
export class GroupsListing {
  readonly #out: LineWriter;
  readonly #hosts: HostNames | undefined;
  readonly #terminal: boolean;

  /** @param hosts names to show for groups; none where they are to be numbers */
  constructor(out: LineWriter, hosts: HostNames | undefined, terminal: boolean) {
    this.#out = out;
    this.#hosts = hosts;
    this.#terminal = terminal;
  }

  heading(): void {
    for (const line of ['IPv6/IPv4 Group Memberships', 'Interface       RefCnt Group', RULE]) {
      this.#out.text(line);
      this.#out.endLine();
    }
  }

  row({ interface: name, users, address }: Group): void {
    const out = this.#out;
    let start = out.length;
    const bytes = Buffer.from(name);
    out.copy(this.#terminal ? printable(bytes) : bytes);
    out.padFrom(start, INTERFACE_WIDTH);
    out.space();
    start = out.length;
    out.number(users);
    out.padFrom(start, USERS_WIDTH);
    out.space();
    out.text(this.#hosts?.get(address) ?? address);
    out.endLine();
  }
}

const RULE = '--------------- ------ ---------------------';
