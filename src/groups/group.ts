import { ABSENT } from '../base/absent.ts';
import { formatAddress } from '../base/address.ts';
import { AF_INET } from '../uapi/sockets.ts';
import type { GroupRecord } from './group-record.ts';

/** The files of /proc/net that list memberships. */
export type GroupsFile = 'igmp' | 'igmp6';

/** One multicast group that one interface is a member of. */
export interface Group {
  family: 'inet' | 'inet6';
  /** The interface's name; null where /proc has one that is none. */
  interface: string | null;
  /** Its index in the network namespace; null where /proc has a number that is none. */
  interfaceIndex: number | null;
  /** The group's address as text. */
  address: string;
  /** How many sockets and parts of the kernel have joined it there; null like the index. */
  users: number | null;
  /** Milliseconds until the membership is reported to routers, in steps of 10; null when no report is due, and like the index. */
  expires: number | null;
  /** This machine was the last to report the group, so it will be the one to say that it leaves; null where /proc ends before it says so. */
  reporter: boolean | null;
  /** IPv4: the version of IGMP that is spoken on the interface, `V1`, `V2` or `V3`; null for IPv6. */
  igmp: string | null;
  /** IPv6: `MAF_*` of the kernel's `include/net/if_inet6.h`; null for IPv4, and like the reporter. */
  flags: number | null;
}

/** A copy as plain data. */
export function toGroup(record: GroupRecord): Group {
  const { family, name, isNameKnown, interfaceIndex, address, users, expires, reporter, igmp, flags } = record;
  const inet = family === AF_INET;
  return {
    family: inet ? 'inet' : 'inet6',
    interface: isNameKnown ? name.toString() : null,
    interfaceIndex: interfaceIndex === ABSENT ? null : interfaceIndex,
    address: formatAddress(family, address, 0),
    users,
    expires: expires === ABSENT ? null : expires,
    reporter,
    igmp: inet ? igmp.toString() : null,
    flags: flags === ABSENT ? null : flags,
  };
}
