import { EXIT_FAILURE, Exit } from '../exit.ts';
import type { View, ViewContext } from './view.ts';

export async function openInterfaces(_context: ViewContext): Promise<View> {
  return async () => {
    throw new Exit(EXIT_FAILURE, 'sockdiag: interfaces: not there yet');
  };
}
