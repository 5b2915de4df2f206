import { type SectionTexts, section } from './section.ts';

export const SCTP: SectionTexts = section('sctp', {
  always: {
    SctpAborteds: '{} Number of Aborteds ',
    SctpActiveEstabs: '{} Active Associations',
    SctpChecksumErrors: '{} Number of Packets with invalid Checksum',
    SctpCurrEstab: '{} Current Associations',
    SctpFragUsrMsgs: '{} Number of messages fragmented',
    SctpInCtrlChunks: '{} Number of control chunks received',
    SctpInOrderChunks: '{} Number of ordered chunks received',
    SctpInSCTPPacks: '{} Number of SCTP packets received',
    SctpInUnorderChunks: '{} Number of Unordered chunks received',
    SctpOutCtrlChunks: '{} Number of control chunks sent',
    SctpOutOfBlues: '{} Number of Out of Blue packets',
    SctpOutOrderChunks: '{} Number of ordered chunks sent',
    SctpOutSCTPPacks: '{} Number of SCTP packets sent',
    SctpOutUnorderChunks: '{} Number of Unordered chunks sent',
    SctpPassiveEstabs: '{} Passive Associations',
    SctpReasmUsrMsgs: '{} Number of messages reassembled ',
    SctpShutdowns: '{} Number of Graceful Terminations',
  },
});
