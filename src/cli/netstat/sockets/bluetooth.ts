import type { BluetoothProtocol, BluetoothSocket } from '../../../legacy/bluetooth-socket.ts';
import type { Settings } from '../../settings.ts';

/** net-tools' layout where it is built with Bluetooth. */
export function bluetoothHeading(protocol: BluetoothProtocol): string {
  const shared = `Proto  ${'Destination'.padEnd(17)} ${'Source'.padEnd(17)} ${'State'.padEnd(9)}`;
  if (protocol === 'rfcomm') return `${shared} Channel`;
  return `${shared}     PSM DCID   SCID      IMTU    OMTU Security`;
}

export function bluetoothRow(socket: BluetoothSocket): string {
  const ends = `${(socket.destination ?? '*').padEnd(17)} ${(socket.source ?? '*').padEnd(17)}`;
  const shared = `${socket.protocol.padEnd(6)} ${ends} ${socket.state.padEnd(9)}`;
  if (socket.protocol === 'rfcomm') return `${shared} ${right(socket.channel)}`;
  const { psm, destinationChannel, sourceChannel, incomingMtu, outgoingMtu, security } = socket;
  const channels = `${channel(destinationChannel)} ${channel(sourceChannel)}`;
  return `${shared} ${right(psm)} ${channels} ${right(incomingMtu)} ${right(outgoingMtu)} ${security.padEnd(7)}`;
}

/** netstat's choice: those that listen or are only bound, the others, or all. */
export function isBluetoothShown({ all, listening }: Settings, { state }: BluetoothSocket): boolean {
  return all || (state === 'LISTEN' || state === 'BOUND') === listening;
}

const right = (value: number | null) => `${value ?? '-'}`.padStart(7);
const channel = (value: number | null) => (value === null ? '-'.padEnd(6) : `0x${value.toString(16).padStart(4, '0')}`);
