import { existsSync } from 'node:fs';
import { ProcRoot } from '../../procfs/root.ts';
import { EXIT_FAILURE, Exit } from '../exit.ts';
import type { Names } from '../names/names.ts';
import type { Sections } from '../sections.ts';
import type { OldFamily } from '../settings.ts';
import { reportMissing } from './missing.ts';
import type { ViewContext } from './view.ts';

/** The names netstat has for families in its messages, and where the kernel would list them. */
const OLD_FAMILIES: Readonly<Record<OldFamily, { name: string; file: string }>> = {
  ipx: { name: 'AF IPX', file: 'ipx' },
  ax25: { name: 'AF AX25', file: 'ax25' },
  x25: { name: 'AF X25', file: 'x25' },
  netrom: { name: 'AF NETROM', file: 'nr' },
  rose: { name: 'AF ROSE', file: 'rose' },
};

/** netstat's sections of families whose tables few kernels still have. */
export async function listOldFamilies({ settings }: ViewContext, _names: Names, sections: Sections): Promise<void> {
  const root = new ProcRoot(settings.procRoot);
  for (const family of sections.oldFamilies) {
    const { name, file } = OLD_FAMILIES[family];
    if (!existsSync(root.net(file))) reportMissing(name, sections, settings);
  }
  if (sections.l2cap || sections.rfcomm) {
    throw new Exit(EXIT_FAILURE, "sockdiag: feature `AF BLUETOOTH' not supported.");
  }
}
