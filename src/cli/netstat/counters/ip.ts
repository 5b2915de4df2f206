import { type SectionTexts, section } from './section.ts';

export const IP: SectionTexts = section('raw', {
  hidden: ['DefaultTTL'],
  always: {
    ForwDatagrams: '{} forwarded',
    InDelivers: '{} incoming packets delivered',
    InDiscards: '{} incoming packets discarded',
    InReceives: '{} total packets received',
    OutRequests: '{} requests sent out',
  },
  nonzero: {
    FragCreates: '{} fragments created',
    FragFails: '{} outgoing packets failed fragmentation',
    FragOKs: '{} outgoing packets fragmented ok',
    InAddrErrors: '{} with invalid addresses',
    InHdrErrors: '{} with invalid headers',
    InUnknownProtos: '{} with unknown protocol',
    OutDiscards: '{} outgoing packets dropped',
    OutNoRoutes: '{} dropped because of missing route',
    ReasmFails: '{} packet reassemblies failed',
    ReasmOKs: '{} packets reassembled ok',
    ReasmReqds: '{} reassemblies required',
    ReasmTimeout: '{} fragments dropped after timeout',
  },
});

export const IP6: SectionTexts = section('raw', {
  always: {
    Ip6InDelivers: '{} incoming packets delivered',
    Ip6InDiscards: '{} incoming packets discarded',
    Ip6InReceives: '{} total packets received',
    Ip6OutForwDatagrams: '{} forwarded',
    Ip6OutRequests: '{} requests sent out',
  },
  nonzero: {
    Ip6FragCreates: '{} fragments created',
    Ip6FragFails: '{} outgoing packets failed fragmentation',
    Ip6FragOKs: '{} outgoing packets fragmented ok',
    Ip6InAddrErrors: '{} with invalid addresses',
    Ip6InHdrErrors: '{} with invalid headers',
    Ip6InMcastPkts: '{} incoming multicast packets',
    Ip6InNoRoutes: '{} incoming packets with no route',
    Ip6InTooBigErrors: '{} with packets too big',
    Ip6InTruncatedPkts: '{} with truncated packets',
    Ip6InUnknownProtos: '{} with unknown protocol',
    Ip6OutDiscards: '{} outgoing packets dropped',
    Ip6OutMcastPkts: '{} outgoing multicast packets',
    Ip6OutNoRoutes: '{} dropped because of missing route',
    Ip6ReasmFails: '{} packet reassemblies failed',
    Ip6ReasmOKs: '{} packets reassembled ok',
    Ip6ReasmReqds: '{} reassemblies required',
    Ip6ReasmTimeout: '{} fragments dropped after timeout',
  },
});
