import type { SequenceAdjustment, TranslatedFlow, Translation } from '../../../index.ts';
import { CONNTRACK_FLAGS } from '../../../uapi/conntrack.ts';
import type { ShapesOf } from '../shape.ts';

const NUMBER = { is: 'number' } as const;
const NUMBER_OR_NULL = { is: 'number', orNull: true } as const;

const SEQUENCE: ShapesOf<SequenceAdjustment> = { position: NUMBER, before: NUMBER, after: NUMBER };

const FLOW: ShapesOf<TranslatedFlow> = {
  source: { is: 'text' },
  destination: { is: 'text' },
  sourcePort: { ...NUMBER_OR_NULL, doc: 'Of GRE the key.' },
  destinationPort: NUMBER_OR_NULL,
  icmp: { is: 'object', members: { id: NUMBER, type: NUMBER, code: NUMBER }, orNull: true },
  packets: { ...NUMBER_OR_NULL, doc: 'null unless the kernel counts (net.netfilter.nf_conntrack_acct).' },
  bytes: NUMBER_OR_NULL,
  zone: NUMBER_OR_NULL,
  sequence: { is: 'object', members: SEQUENCE, orNull: true },
};

export const TRANSLATION: ShapesOf<Translation> = {
  family: { is: 'text', words: ['inet', 'inet6'] },
  protocol: { is: 'text', doc: "The kernel's name of the protocol, or its number." },
  protocolNumber: { ...NUMBER, doc: 'IPPROTO_*.' },
  kind: { is: 'text', words: ['source', 'destination', 'both'], doc: 'Which end is another one behind this machine.' },
  state: { is: 'text', orNull: true },
  timeout: { ...NUMBER_OR_NULL, doc: 'Seconds until the kernel forgets the connection.' },
  flags: { is: 'list', of: { is: 'text', words: CONNTRACK_FLAGS } },
  mark: NUMBER_OR_NULL,
  id: NUMBER_OR_NULL,
  use: NUMBER_OR_NULL,
  original: { is: 'object', members: FLOW, doc: 'The direction of the first packet, as it came.' },
  reply: { is: 'object', members: FLOW, doc: 'The direction of the answers, as they come.' },
};
