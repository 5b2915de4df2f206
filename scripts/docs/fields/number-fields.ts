import type { Field } from '../../../src/sockets/table/field.ts';
import { ALL, HEADER } from './code.ts';

/** Kinds whose column has one number a row. */
const ONE_NUMBER: ReadonlySet<string> = new Set(['u8', 'u16', 'u32', 'boolean', 'code']);

/** src/sockets/table/number-fields.ts: the fields that numbers() reads. */
export function numberFieldsSource(): string {
  // What packs several values into a word is none of them.
  const isPacked = ({ kind, read }: Field) => kind.is === 'u32' && read !== undefined;
  const names = ALL.filter(([, field]) => ONE_NUMBER.has(field.kind.is) && !isPacked(field)).map(
    ([name]) => `'${name}'`,
  );
  return `${HEADER}
import type { MptcpInfo } from './mptcp-info-types.ts';
import type { RateColumns } from './rates.ts';
import type { SocketMemory } from './readers.ts';
import type { TcpInfo } from './tcp-info-types.ts';

/** Columns with one number a row. */
export const NUMBER_COLUMNS = [${names.join(', ')}] as const;

/** A field of which a row has one number: a column by its name, or a member of tcp_info, mptcp_info, memory or rates, as \`tcpInfo.rtt\` and \`memory.rcvbuf\`. */
export type NumberField = ${names.join(' | ')} | \`tcpInfo.\${keyof TcpInfo}\` | \`mptcpInfo.\${keyof MptcpInfo}\` | \`memory.\${keyof SocketMemory}\` | \`rates.\${keyof RateColumns}\`;
`;
}
