import type { Holder } from '../../index.ts';
import { leafColumns } from '../data/leaf-columns.ts';
import { RowWriter } from '../data/rows.ts';
import type { Shapes } from '../data/shape.ts';
import { HOLDER, PROCESS } from '../data/shapes/holder.ts';
import type { LineWriter } from '../output/line-writer.ts';
import type { DataFormat } from '../settings.ts';

/** A line of CSV has the process with the lowest pid, and how many there are. */
const { owners: _, ...OF_SOCKET } = HOLDER;
const CSV_HOLDER: Shapes = {
  ...OF_SOCKET,
  owner: { is: 'object', members: PROCESS },
  ownerCount: { is: 'number' },
};

/** Writes holders as data. */
export class HolderRows {
  readonly #format: DataFormat;
  readonly #shapes: Shapes;
  readonly #chosen: readonly string[] | undefined;

  /** @throws Exit for a word that names no column */
  constructor(format: DataFormat, columns: readonly string[] | undefined) {
    this.#format = format;
    this.#shapes = format === 'csv' ? CSV_HOLDER : HOLDER;
    this.#chosen = columns && leafColumns(columns, this.#shapes);
  }

  write(holders: readonly Holder[], out: LineWriter): void {
    const writer = new RowWriter(this.#format, { shapes: this.#shapes, chosen: this.#chosen }, out, {});
    for (const holder of holders) writer.row(this.#format === 'csv' ? withFirstOwner(holder) : holder);
    writer.end();
  }
}

function withFirstOwner({ owners, ...socket }: Holder): object {
  return { ...socket, owner: owners[0], ownerCount: owners.length };
}
