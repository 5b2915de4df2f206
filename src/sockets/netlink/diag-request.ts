import { AF_UNIX, PROTOCOL_NUMBERS } from '../../uapi/sockets.ts';
import type { KernelTest } from '../filter/kernel-test.ts';
import type { PortFilter } from '../filter/ports.ts';
import type { ColumnGroups } from '../table/table-options.ts';
import type { TablePool } from '../table/table-pool.ts';
import { inetDiagRequest, tcpDiagRequest } from './inet-request.ts';
import { sctpStates } from './sctp-states.ts';
import { unixDiagRequest } from './unix-request.ts';

/** One sock_diag dump. */
export interface DiagRequest extends ColumnGroups {
  family: number;
  protocol: number;
  /** Bit n for each state wanted. */
  states: number;
  /** Of TCP: the sockets of both IP versions in one walk of the kernel's table, in its order. */
  both?: boolean | undefined;
  /** Not of UNIX sockets. */
  ports?: PortFilter | undefined;
  /** Rows for which it does not hold may come too: SCTP and UNIX sockets are not asked, nor is a kernel that refuses it. */
  test?: KernelTest | undefined;
  /** Where batches are taken from; without it each is a new one. */
  tables?: TablePool | undefined;
}

export function diagRequest(request: DiagRequest): Uint8Array {
  const { family, protocol, states, memory, both } = request;
  if (both) return tcpDiagRequest(request);
  if (family === AF_UNIX) return unixDiagRequest(states, memory === true);
  if (protocol !== PROTOCOL_NUMBERS.sctp) return inetDiagRequest(request);
  return inetDiagRequest({ family, protocol, states: sctpStates(states), memory });
}
