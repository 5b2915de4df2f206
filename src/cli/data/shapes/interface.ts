import type { Interface, InterfaceAddress, InterfaceMap, InterfaceStatistics } from '../../../index.ts';
import { OPER_STATES } from '../../../uapi/links.ts';
import type { Shape, ShapesOf } from '../shape.ts';

const NUMBER_OR_NULL = { is: 'number', orNull: true } as const;
const TEXT_OR_NULL = { is: 'text', orNull: true } as const;
const TEXTS_OR_NULL = { is: 'list', of: { is: 'text' }, orNull: true } as const;
const COUNT: Shape = { is: 'number', orNull: true };

const MAP: ShapesOf<InterfaceMap> = {
  memoryStart: { is: 'number' },
  memoryEnd: { is: 'number' },
  basePort: { is: 'number' },
  irq: { is: 'number' },
  dma: { is: 'number' },
};

const STATISTICS: ShapesOf<InterfaceStatistics> = {
  rxPackets: COUNT,
  txPackets: COUNT,
  rxBytes: COUNT,
  txBytes: COUNT,
  rxErrors: COUNT,
  txErrors: COUNT,
  rxDropped: COUNT,
  txDropped: COUNT,
  multicast: COUNT,
  collisions: COUNT,
  rxLengthErrors: COUNT,
  rxOverErrors: COUNT,
  rxCrcErrors: COUNT,
  rxFrameErrors: COUNT,
  rxFifoErrors: COUNT,
  rxMissedErrors: COUNT,
  txAbortedErrors: COUNT,
  txCarrierErrors: COUNT,
  txFifoErrors: COUNT,
  txHeartbeatErrors: COUNT,
  txWindowErrors: COUNT,
  rxCompressed: COUNT,
  txCompressed: COUNT,
  rxNoHandler: COUNT,
  rxOtherHostDropped: COUNT,
  rxDroppedAll: { ...COUNT, doc: 'rxDropped and rxMissedErrors: what netstat shows.' },
  rxFrameErrorsAll: COUNT,
  txCarrierErrorsAll: COUNT,
};

const ADDRESS: ShapesOf<InterfaceAddress> = {
  family: { is: 'text', words: ['inet', 'inet6'] },
  address: { is: 'text' },
  prefixLength: { ...NUMBER_OR_NULL, doc: 'Bits.' },
  peer: { ...TEXT_OR_NULL, doc: 'The other end of a point-to-point link.' },
  broadcast: TEXT_OR_NULL,
  label: { ...TEXT_OR_NULL, doc: "Of IPv4: the interface's name, or that with a suffix." },
  scope: TEXT_OR_NULL,
  flags: TEXTS_OR_NULL,
  validLifetime: { ...NUMBER_OR_NULL, doc: 'Seconds until it ends; null when it does not.' },
  preferredLifetime: { ...NUMBER_OR_NULL, doc: 'Seconds until it is deprecated; null when it is not going to be.' },
};

export const INTERFACE: ShapesOf<Interface> = {
  name: { is: 'text' },
  index: NUMBER_OR_NULL,
  flags: TEXTS_OR_NULL,
  flagBits: { ...NUMBER_OR_NULL, doc: 'IFF_*.' },
  mtu: { ...NUMBER_OR_NULL, doc: 'Bytes.' },
  type: { ...TEXT_OR_NULL, doc: 'Of hardware: ether, loopback.' },
  typeNumber: { ...NUMBER_OR_NULL, doc: 'ARPHRD_*.' },
  address: { ...TEXT_OR_NULL, doc: 'Of hardware, in hexadecimal bytes.' },
  broadcast: TEXT_OR_NULL,
  txQueueLength: { ...NUMBER_OR_NULL, doc: 'Packets.' },
  operState: { is: 'text', words: OPER_STATES, orNull: true },
  carrier: { is: 'boolean', orNull: true },
  master: { ...NUMBER_OR_NULL, doc: 'Index of the interface this is a part of.' },
  link: { ...NUMBER_OR_NULL, doc: 'Index of the interface below.' },
  linkNamespace: NUMBER_OR_NULL,
  kind: { ...TEXT_OR_NULL, doc: 'veth, bridge, vlan.' },
  alias: TEXT_OR_NULL,
  altNames: TEXTS_OR_NULL,
  map: { is: 'object', members: MAP, orNull: true },
  statistics: { is: 'object', members: STATISTICS },
  addresses: { is: 'list', of: { is: 'object', members: ADDRESS, required: 'all' } },
};
