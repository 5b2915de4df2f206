import type { SocketTable } from '../../table/socket-table.ts';
import type { LineWriter } from '../output/line-writer.ts';

const TCP_NAMES = ['off', 'on', 'keepalive', 'timewait', 'probe'];
const UDP_NAMES = ['off', 'on1', 'on2'];

/** netstat's Timer column: ` name (seconds.hundredths/retransmits/probes)`. */
export function writeTimer(out: LineWriter, table: SocketTable, row: number, protocol: string): void {
  out.space();
  // netstat has no timer of an SCTP association to show.
  if (protocol === 'sctp') return;
  const timer = table.timer[row] as number;
  const expires = timer === 0 ? 0 : (table.expires[row] as number);
  const udp = protocol === 'udp' || protocol === 'udplite';
  const hundredths = Math.floor(expires / 10) % 100;
  out.text((protocol === 'tcp' ? TCP_NAMES : UDP_NAMES)[timer] ?? unknownName(timer));
  out.text(' (');
  out.number(Math.floor(expires / 1000));
  out.text(hundredths < 10 ? '.0' : '.');
  out.number(hundredths);
  out.text('/');
  out.number(udp ? 0 : (table.retransmits[row] as number));
  out.text('/');
  out.number(table.probes[row] as number);
  out.text(')');
}

function unknownName(timer: number): string {
  return `unkn-${timer}`;
}
