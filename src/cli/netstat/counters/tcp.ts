import { type SectionTexts, section } from './section.ts';

export const TCP: SectionTexts = section('tcp', {
  hidden: ['MaxConn', 'RtoAlgorithm', 'RtoMax', 'RtoMin'],
  always: {
    ActiveOpens: '{} active connection openings',
    AttemptFails: '{} failed connection attempts',
    CurrEstab: '{} connections established',
    EstabResets: '{} connection resets received',
    InErrs: '{} bad segments received',
    InSegs: '{} segments received',
    OutRsts: '{} resets sent',
    OutSegs: '{} segments sent out',
    PassiveOpens: '{} passive connection openings',
    RetransSegs: '{} segments retransmitted',
  },
});
