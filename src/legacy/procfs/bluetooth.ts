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

/** Words of a line, without the types of addresses. */
const L2CAP_LENGTH = 10;
const RFCOMM_LENGTH = 4;

const MOST_BYTE = 0xff;
const MOST_WORD = 0xffff;

/**
 * debugfs' `bluetooth/l2cap` (`l2cap_debugfs_show()` in `net/bluetooth/l2cap_core.c`), without a heading:
 *
 *     source (type) destination (type) st psm 0xscid 0xdcid imtu omtu security mode
 *
 * Older kernels have no types of addresses there, and still older ones no mode.
 */
export function parseL2cap(text: string): (L2capSocket | null)[] {
  const lines = text.replace(/ \(\d+\)/g, '');
  const least = lines === text ? L2CAP_LENGTH - 1 : L2CAP_LENGTH;
  return parseLines(lines, (words) => ({
    protocol: 'l2cap',
    ...ends(words, least),
    psm: words.count(3, 'psm', MOST_WORD),
    sourceChannel: words.prefixed(4, 'sourceChannel', MOST_WORD),
    destinationChannel: words.prefixed(5, 'destinationChannel', MOST_WORD),
    incomingMtu: words.count(6, 'incomingMtu', MOST_WORD),
    outgoingMtu: words.count(7, 'outgoingMtu', MOST_WORD),
    security: words.named(words.count(8, 'security'), BLUETOOTH_SECURITY),
  }));
}

/** debugfs' `bluetooth/rfcomm` (`rfcomm_sock_debugfs_show()` in `net/bluetooth/rfcomm/sock.c`): `source destination st channel`. */
export function parseRfcomm(text: string): (RfcommSocket | null)[] {
  return parseLines(text, (words) => ({
    protocol: 'rfcomm',
    ...ends(words, RFCOMM_LENGTH),
    channel: words.count(3, 'channel', MOST_BYTE),
  }));
}

/** @param least - how many words the line has; behind them a newer kernel may have more */
function ends(
  words: Words,
  least: number,
): { source: string | null; destination: string | null; state: BluetoothState } {
  words.expect(Math.max(least, words.length));
  if (words.misread) words.ok = false;
  return {
    source: address(words, 0),
    destination: address(words, 1),
    state: words.named(words.count(2, 'state'), BLUETOOTH_STATES),
  };
}

function address(words: Words, index: number): string | null {
  if (!/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(words.text(index))) words.ok = false;
  return words.optional(index, ANY);
}
