import { nearest } from '../../base/nearest.ts';
import type { SortKey } from '../../sockets/order/sort.ts';
import { fieldNamed, fieldWords, type NamedField } from '../../sockets/table/named-fields.ts';
import { EXIT_USAGE, Exit } from '../exit.ts';
import { isMptcp, type LsSettings } from '../options/ls.ts';

/** A field as a column of the listing. */
export interface ListedColumn {
  field: NamedField;
  /** The word it was asked for by, as headings are written. */
  heading: string;
}

const DEFAULT = ['proto', 'state', 'recv-q', 'send-q', 'local', 'remote', 'process'];

/** What `ss -i` shows, in about its order. */
const INFO = [
  ...['congestion', 'rto', 'rtt', 'rttvar', 'ato', 'snd-mss', 'pmtu', 'rcv-mss', 'advmss', 'cwnd', 'ssthresh'],
  ...['bytes-sent', 'bytes-retrans', 'bytes-acked', 'bytes-received', 'segs-out', 'segs-in', 'data-segs-out'],
  ...['data-segs-in', 'last-data-sent', 'last-data-recv', 'last-ack-recv', 'pacing-rate', 'delivery-rate', 'delivered'],
  ...['busy-time', 'rwnd-limited', 'sndbuf-limited', 'unacked', 'retrans', 'lost', 'sacked', 'reordering', 'rcv-rtt'],
  ...['rcv-space', 'rcv-ssthresh', 'min-rtt', 'snd-wnd', 'rcv-wnd'],
];

/** Of an MPTCP connection, all its subflows together. */
const MPTCP_INFO = [
  ...['mptcp-token', 'subflows-total', 'subflows', 'subflows-max', 'add-addr-signal', 'add-addr-accepted'],
  ...['mptcpInfo.bytesSent', 'mptcpInfo.bytesReceived', 'mptcpInfo.bytesRetrans', 'mptcpInfo.retransmits'],
];

/** Likewise of `ss -m`. */
const MEMORY = [
  ...['rmem-alloc', 'rcvbuf', 'wmem-alloc', 'sndbuf', 'fwd-alloc', 'wmem-queued', 'optmem', 'memory.backlog', 'drops'],
];

/** What moves a second. */
export const RATES = ['send-rate', 'recv-rate', 'retrans-rate'];

/** Fewer letters begin too many words. */
const SHORT = 3;

type ColumnSettings = Pick<LsSettings, 'columns' | 'info' | 'memory'> & Partial<Pick<LsSettings, 'modes' | 'rates'>>;

/**
 * The columns in their order, each once: those that are named instead of the default ones, or behind these, then those of whole groups.
 * @throws Exit for a word that names no field, and where some words have a `+` and others none
 */
export function listedColumns(settings: ColumnSettings): ListedColumn[] {
  const { info, memory, modes, rates } = settings;
  const internals = [...(isMptcp(modes) ? MPTCP_INFO : []), ...INFO];
  const { chosen, added } = columnWords(settings);
  const words = chosen ?? [...DEFAULT, ...(rates ? RATES : []), ...added];
  const all = [...words, ...(info ? internals : []), ...(memory ? MEMORY : [])].map(listedColumn);
  return all.filter(({ field }, i) => all.findIndex((other) => other.field === field) === i);
}

/**
 * The words of columns: `chosen` instead of the default ones, or `added` to them.
 * @throws Exit where some have a `+` and others none
 */
export function columnWords({ columns = [] }: Pick<LsSettings, 'columns'>): {
  chosen: readonly string[] | undefined;
  added: readonly string[];
} {
  const added = columns.filter((word) => word.startsWith('+')).map((word) => word.slice(1));
  if (added.length > 0 && added.length < columns.length) {
    throw new Exit(
      EXIT_USAGE,
      `sockdiag: --columns wants a + before each word, or before none: '${columns.join(',')}'`,
    );
  }
  return { chosen: columns.length > 0 && added.length === 0 ? columns : undefined, added };
}

function listedColumn(word: string): ListedColumn {
  const heading = word.replace(/[A-Z]/g, (letter) => `-${letter}`).toUpperCase();
  return { field: fieldOf('--columns', word), heading };
}

/** @throws Exit for a word that names no field */
export function sortKeys({ sort }: Pick<LsSettings, 'sort'>): SortKey[] {
  return sort.map((word) => {
    const descending = word.startsWith('-');
    return { field: fieldOf('--sort', descending ? word.slice(1) : word), descending };
  });
}

function fieldOf(option: string, word: string): NamedField {
  const field = fieldNamed(word);
  if (field) return field;
  const words = fieldWords();
  const begun = word.length < SHORT ? undefined : words.find((other) => other.startsWith(word));
  const meant = begun ?? nearest(word, words, (other) => (Math.min(word.length, other.length) < 2 * SHORT ? 1 : 2));
  const hint = meant === undefined ? '' : `: did you mean '${meant}'?`;
  throw new Exit(EXIT_USAGE, `sockdiag: ${option}: there is no field '${word}'${hint}`);
}
