import type { DataFormat } from '../../settings.ts';
import type { ViewContext } from '../../views/view.ts';

/** What a view of data is opened with. */
export interface DataContext extends ViewContext {
  format: DataFormat;
}
