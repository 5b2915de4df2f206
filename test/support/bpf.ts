import { snapshot } from '../../src/index.ts';
import { has } from './command.ts';
import { skipUnless } from './skip.ts';

/** Why the kernel's own pass cannot be used here, when it cannot. */
export const bpfMissing: string | undefined = await snapshot({
  protocols: ['unix'],
  owners: true,
  ownerMethod: 'bpf',
}).then(
  () => undefined,
  (error: Error) => error.message,
);

export const noBpf = skipUnless(bpfMissing === undefined, `${bpfMissing}`);
export const noClang = skipUnless(has('clang') && has('llvm-strip'), 'no clang, or no llvm, to compile programs with');
