import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addonApiVersion } from './sources.ts';
import type { Toolchain } from './toolchain.ts';

/** prebuilds/NOTICES.md: whose code the addons carry beside this package's own, and the licences that have to go with it. */
export function notices(checkout: string, { licences, version }: Toolchain): string {
  const read = (path: string) => readFileSync(join(checkout, path), 'utf8');
  const sections: readonly [heading: string, words: string, licence?: string | undefined][] = [
    [
      `node-addon-api ${addonApiVersion(checkout)}`,
      'Its headers are compiled into each addon. MIT.',
      read('node_modules/node-addon-api/LICENSE.md'),
    ],
    [
      "LLVM's libc++, libc++abi and libunwind",
      `Linked into each addon, as ${version} carries them. Apache-2.0 WITH LLVM-exception, and the older licences of parts below it. ` +
        'The text is that of libc++; those of libc++abi and libunwind differ from it only in the name of the library.',
      licences.llvm,
    ],
    [
      "Zig's compiler-rt",
      'The routines that the compiler calls, of which each addon has those that it needs. MIT.',
      licences.zig,
    ],
    [
      "libbpf's headers",
      'Compiled into the BPF program, which each addon carries. Chosen of "LGPL-2.1 OR BSD-2-Clause": BSD-2-Clause.',
      read('scripts/prebuild/libbpf-BSD-2-Clause.txt'),
    ],
    [
      'glibc and musl',
      'Neither is in the addons: the C library is that of the machine. Of glibc they have only the frames of _init and _fini (crti.o, ' +
        'crtn.o), which may be linked into anything without restriction by the exception in their files; of musl the same, ' +
        'whose authors let notice and licence be omitted there.',
    ],
  ];
  const parts = sections.map(([heading, words, licence]) => `## ${heading}\n\n${words}\n${quoted(licence)}`);
  return `# Notices\n\nThe addons in this folder are sockdiag, under the licence in ../LICENSE, and parts of what follows.\n\n${parts.join('\n')}`;
}

function quoted(licence: string | undefined): string {
  return licence === undefined ? '' : `\n\`\`\`text\n${licence.trim()}\n\`\`\`\n`;
}
