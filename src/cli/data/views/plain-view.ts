import { Exit } from '../../exit.ts';
import type { View } from '../../views/view.ts';
import { leafColumns } from '../leaf-columns.ts';
import { RowWriter } from '../rows.ts';
import type { Shapes } from '../shape.ts';
import type { DataContext } from './context.ts';
import { Looks } from './looks.ts';

/**
 * A view whose rows are plain data. Views import it late: it lies in another part of the command than they do.
 * @param list - gives every row; what it throws ends the listing
 */
export function plainView(
  { settings, out, format }: DataContext,
  shapes: Shapes,
  list: (row: (data: object) => void) => Promise<void>,
): View {
  const chosen = settings.columns && leafColumns(settings.columns, shapes);
  const looks = new Looks(settings);
  return async () => {
    const writer = new RowWriter(format, { shapes, chosen }, out, looks.next());
    try {
      await list((data) => writer.row(data));
    } catch (error) {
      // What is out is whole; of what else ends a run nobody knows what is missing.
      if (error instanceof Exit) writer.end();
      throw error;
    }
    writer.end();
  };
}
