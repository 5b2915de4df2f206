import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { packageFile } from '../../src/package-root.ts';

const TEXT = readFileSync(packageFile('docs/architecture.md'), 'utf8');
/** What stands between backticks and looks like a path of the checkout; some are said from src/. */
const PATHS = [...TEXT.matchAll(/`([\w-]+\/[\w.-][\w./-]*)`/g)].map(([, path = '']) => path);
const ROOMS = [...TEXT.matchAll(/^\| `src\/([\w-]+)(?:\/|\.ts)` \|/gm)].map(([, room]) => room);

describe('docs/architecture.md', () => {
  const missing = (path: string) => !existsSync(packageFile(path)) && !existsSync(packageFile(`src/${path}`));

  it('names no file or folder that there is not', () => {
    assert.ok(PATHS.length > 100);
    assert.deepEqual(PATHS.filter(missing), []);
  });

  it('says of every room of src/ what it is, and of none that there is not', () => {
    const folders = readdirSync(packageFile('src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    assert.deepEqual(ROOMS.sort(), [...folders.map(({ name }) => name), 'index'].sort());
  });
});
