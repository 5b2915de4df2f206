import { MAX_ADDRESS_TEXT, writeAddress } from '../../base/address.ts';
import type { GroupRecord } from '../../index.ts';
import { addressKey } from '../names/address-key.ts';
import type { HostNames } from '../names/hosts.ts';
import type { LineWriter } from '../output/line-writer.ts';
import { scannedValue } from './scanf.ts';

const INTERFACE_WIDTH = 15;
const USERS_WIDTH = 6;

/** Writes the table of multicast groups as netstat does. */
export class GroupsListing {
  readonly #out: LineWriter;
  readonly #hosts: HostNames | undefined;

  /** @param hosts - names to show for groups; none where they are to be numbers */
  constructor(out: LineWriter, hosts: HostNames | undefined) {
    this.#out = out;
    this.#hosts = hosts;
  }

  heading(): void {
    for (const line of ['IPv6/IPv4 Group Memberships', 'Interface       RefCnt Group', RULE]) {
      this.#out.text(line);
      this.#out.endLine();
    }
  }

  readonly row = ({ family, name, users, printedUsers, address }: GroupRecord): void => {
    const out = this.#out;
    let start = out.length;
    out.copy(name.bytes, name.start, name.end);
    out.padFrom(start, INTERFACE_WIDTH);
    out.space();
    start = out.length;
    out.number(users ?? Number(scannedValue(printedUsers.toString(), 'd') ?? 0));
    out.padFrom(start, USERS_WIDTH);
    out.space();
    this.#address(family, address);
    out.endLine();
  };

  #address(family: number, bytes: Uint8Array): void {
    const out = this.#out;
    const name = this.#hosts?.get(addressKey(family, bytes, 0));
    if (name !== undefined) {
      out.text(name);
      return;
    }
    out.reserve(MAX_ADDRESS_TEXT);
    out.length = writeAddress(out.bytes, out.length, family, bytes, 0);
  }
}

const RULE = '--------------- ------ ---------------------';
