import type { ShapesOf } from '../shape.ts';

/** A counter of `-s` as data. */
export interface Counter {
  section: string;
  name: string;
  value: bigint | null;
}

export const COUNTER: ShapesOf<Counter> = {
  section: { is: 'text', doc: "The kernel's name of the protocol: Ip, Tcp, TcpExt, Ip6." },
  name: { is: 'text', doc: "The kernel's name of the counter." },
  value: { is: 'number', orNull: true, doc: 'null for no limit (MaxConn), and for a value that could not be read.' },
};
