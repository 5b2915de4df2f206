import { type SectionTexts, section } from './section.ts';

export const UDP: SectionTexts = section('udp', {
  always: {
    InDatagrams: '{} packets received',
    InErrors: '{} packet receive errors',
    NoPorts: '{} packets to unknown port received',
    OutDatagrams: '{} packets sent',
    RcvbufErrors: '{} receive buffer errors',
    SndbufErrors: '{} send buffer errors',
  },
});

export const UDP6: SectionTexts = section('udp', {
  always: {
    Udp6InDatagrams: '{} packets received',
    Udp6InErrors: '{} packet receive errors',
    Udp6NoPorts: '{} packets to unknown port received',
    Udp6OutDatagrams: '{} packets sent',
  },
});
