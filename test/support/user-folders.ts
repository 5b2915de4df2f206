import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Folders for files that a user names: one such as /tmp, and one of this user alone; both are in `folder`, which is to be removed. */
export function makeUserFolders(): { folder: string; sticky: string; own: string } {
  const folder = mkdtempSync(join(tmpdir(), 'sockdiag-open-'));
  chmodSync(folder, 0o755);
  const [sticky, own] = [join(folder, 'sticky'), join(folder, 'own')];
  mkdirSync(sticky);
  chmodSync(sticky, 0o1777);
  mkdirSync(own);
  return { folder, sticky, own };
}
