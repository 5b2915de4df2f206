import { endianness } from 'node:os';
import { formatAddress } from '../address.ts';
import type { Group } from '../records/group.ts';
import { AF_INET, AF_INET6 } from '../uapi.ts';

export interface ParsedGroups {
  groups: Group[];
  /** The numbers of lines that could not be read, the first line being 0; they have no row. */
  badLines: number[];
}

/**
 * Parses `/proc/net/igmp`, `igmp_mc_seq_show()` in the kernel's `net/ipv4/igmp.c`: a line for each interface, `4\teth0      :
 * 2      V3`, and behind it an indented one for each of its groups, `010000E0     1 0:00000000\t\t0`. The address is a word in
 * this machine's byte order, printed in hexadecimal.
 */
export function parseIgmp(bytes: Uint8Array): ParsedGroups {
  let device: Device | undefined;
  return eachLine(bytes, (line, number) => {
    if (number === 0 && line.startsWith('Idx')) return undefined;
    if (line.startsWith('\t')) return device ? parseIgmpGroup(line, device) : null;
    // Its groups must not be taken for those of the one before.
    device = parseDevice(line);
    return device ? undefined : null;
  });
}

/**
 * Parses `/proc/net/igmp6`, `igmp6_mc_seq_show()` in the kernel's `net/ipv6/mcast.c`: a line for each group, `4    eth0
 * ff020000000000000000000000000001     1 0000000C 0`: index, interface, address, users, flags and, when it runs, the timer.
 */
export function parseIgmp6(bytes: Uint8Array): ParsedGroups {
  return eachLine(bytes, parseIgmp6Group);
}

interface Device {
  index: number;
  name: string;
  igmp: string | null;
}

/** `parse` gives a group, undefined for a line that has none, or null for one that could not be read. */
function eachLine(bytes: Uint8Array, parse: (line: string, number: number) => Group | undefined | null): ParsedGroups {
  const parsed: ParsedGroups = { groups: [], badLines: [] };
  const lines = Buffer.from(bytes).toString('utf8').split('\n');
  // Behind the last line's end there is none.
  if (lines.at(-1) === '') lines.pop();
  lines.forEach((line, number) => {
    const group = parse(line, number);
    if (group) parsed.groups.push(group);
    else if (group === null) parsed.badLines.push(number);
  });
  return parsed;
}

function parseDevice(line: string): Device | undefined {
  const [, index, name = '', igmp = null] = DEVICE.exec(line) ?? [];
  return index === undefined ? undefined : { index: Number(index), name, igmp };
}

function parseIgmpGroup(line: string, { index, name, igmp }: Device): Group | null {
  const [, word, users, running, ticks = '', reporter] = IGMP_GROUP.exec(line) ?? [];
  if (word === undefined) return null;
  return {
    family: 'inet',
    interface: name,
    interfaceIndex: index,
    address: formatAddress(AF_INET, wordBytes(Number.parseInt(word, 16)), 0),
    users: Number(users),
    expires: running === '1' ? Number.parseInt(ticks, 16) * TICK_MS : null,
    reporter: reporter === '1',
    igmp,
    flags: null,
  };
}

function parseIgmp6Group(line: string): Group | null {
  const [, index, name = '', address = '', users, flagDigits = '', ticks] = IGMP6_GROUP.exec(line) ?? [];
  if (index === undefined) return null;
  const flags = Number.parseInt(flagDigits, 16);
  return {
    family: 'inet6',
    interface: name,
    interfaceIndex: Number(index),
    address: formatAddress(AF_INET6, Buffer.from(address, 'hex'), 0),
    users: Number(users),
    expires: flags & MAF_TIMER_RUNNING ? Math.max(0, Number(ticks)) * TICK_MS : null,
    reporter: (flags & MAF_LAST_REPORTER) !== 0,
    igmp: null,
    flags,
  };
}

/** The bytes of an address, of which the kernel printed the word they make in memory. */
function wordBytes(word: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, word, endianness() === 'LE');
  return bytes;
}

// Times are in USER_HZ, hundredths of a second on every architecture of today.
const TICK_MS = 10;

// `include/net/if_inet6.h`.
const MAF_TIMER_RUNNING = 0x01;
const MAF_LAST_REPORTER = 0x02;

const DEVICE = /^(\d+)\s+(\S+?)\s*:\s+\d+\s+(\S+)\s*$/;
const IGMP_GROUP = /^\t+([0-9A-Fa-f]{8})\s+(-?\d+)\s+([01]):([0-9A-Fa-f]+)\s+([01])\s*$/;
const IGMP6_GROUP = /^(\d+)\s+(\S+)\s+([0-9A-Fa-f]{32})\s+(-?\d+)\s+([0-9A-Fa-f]{8})\s+(-?\d+)\s*$/;
