import { existsSync } from 'node:fs';
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
// Debian keeps bpftool where only root looks.
const tools = [has('clang'), has('llvm-strip'), has('bpftool') || existsSync('/usr/sbin/bpftool')];
export const noClang = skipUnless(!tools.includes(false), 'no clang, llvm or bpftool to compile programs with');
