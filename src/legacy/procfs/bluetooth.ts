import {
  BLUETOOTH_SECURITY,
  BLUETOOTH_STATES,
  type BluetoothState,
  type L2capSocket,
  type RfcommSocket,
} from '../bluetooth-socket.ts';
import { parseLines, type Words } from './words.ts';

/** `BDADDR_ANY`. */
const ANY = '00:00:00:00:00:00';

/**
 * debugfs' `bluetooth/l2cap` (`l2cap_debugfs_show()` in `net/bluetooth/l2cap_core.c`), without a heading:
 *
 *     source (type) destination (type) st psm 0xscid 0xdcid imtu omtu security mode
 *
 * Older kernels have no types of addresses there.
 */
export function parseL2cap(text: string): (L2capSocket | null)[] {
  return parseLines(text.replace(/ \(\d+\)/g, ''), (words) => ({
    protocol: 'l2cap',
    ...ends(words),
    psm: words.decimal(3),
    sourceChannel: channel(words, 4),
    destinationChannel: channel(words, 5),
    incomingMtu: words.decimal(6),
    outgoingMtu: words.decimal(7),
    security: BLUETOOTH_SECURITY[words.decimal(8)] ?? 'UNKNOWN',
  }));
}

/** debugfs' `bluetooth/rfcomm` (`rfcomm_sock_debugfs_show()` in `net/bluetooth/rfcomm/sock.c`): `source destination st channel`. */
export function parseRfcomm(text: string): (RfcommSocket | null)[] {
  return parseLines(text, (words) => ({ protocol: 'rfcomm', ...ends(words), channel: words.decimal(3) }));
}

function ends(words: Words): { source: string | null; destination: string | null; state: BluetoothState } {
  return {
    source: address(words, 0),
    destination: address(words, 1),
    state: BLUETOOTH_STATES[words.decimal(2)] ?? 'UNKNOWN',
  };
}

function address(words: Words, index: number): string | null {
  if (!/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(words.text(index))) words.ok = false;
  return words.optional(index, ANY);
}

function channel(words: Words, index: number): number {
  if (!/^0x[0-9a-f]+$/i.test(words.text(index))) words.ok = false;
  return Number.parseInt(words.text(index), 16);
}
