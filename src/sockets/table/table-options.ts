import type { AskedField } from './asked-fields.ts';

/** Optional groups of columns: present in a table only when the query asked for them. */
export interface ColumnGroups {
  /** TCP's internals: INET_DIAG_INFO, about 280 bytes a row. */
  tcpInfo?: boolean | undefined;
  /** Buffer sizes: INET_DIAG_SKMEMINFO and UNIX_DIAG_MEMINFO. */
  memory?: boolean | undefined;
  /** Fields that have a column only when they are named here. */
  fields?: readonly AskedField[] | undefined;
}

export interface TableOptions extends ColumnGroups {
  /** The table gets the columns of UNIX sockets. */
  unix?: boolean | undefined;
  /** The table gets the columns of SCTP's endpoints and associations. */
  sctp?: boolean | undefined;
  /** Beside `tcpInfo`: the table has rows of MPTCP. */
  mptcp?: boolean | undefined;
}
