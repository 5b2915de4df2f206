import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { describe, it } from 'node:test';
import { parseTarget } from '../../src/cli/who/target.ts';
import { findOwners } from '../../src/index.ts';
import { packageFile } from '../../src/package-root.ts';
import { cgroupPlace } from '../../src/sockets/processes/cgroup-path.ts';

const TEXT = readFileSync(packageFile('docs/who.md'), 'utf8');
const section = (name: string) => TEXT.split(/^## /m).find((text) => text.startsWith(`${name}\n`)) ?? '';

describe('docs/who.md', () => {
  it('says of every field of a process what it is', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { holders } = await findOwners({ port: (server.address() as AddressInfo).port });
    server.close();
    const keys = Object.keys(holders[0]?.owners[0] ?? {});
    assert.ok(keys.length > 10);
    assert.deepEqual(
      keys.filter((key) => !section('Processes').includes(`\`${key}\``)),
      [],
    );
  });

  it('shows targets that the command takes', () => {
    const [, list = ''] = /^What it takes: (.*?)\. /m.exec(TEXT) ?? [];
    const targets = [...list.matchAll(/`([^`]+)`/g)].map(([, target = '']) => target);
    assert.ok(targets.length > 8);
    for (const target of targets) parseTarget(target);
  });

  it('shows paths of containers that are known as such', () => {
    const rows = [...section('Units and containers').matchAll(/^\| `([\w-]+)` \| (.*) \|$/gm)];
    assert.equal(rows.length, 6);
    for (const [, runtime = '', paths = ''] of rows) {
      for (const [, path = ''] of paths.matchAll(/`([^`]+)`/g)) {
        const shown = path.replace('ID', 'ab'.repeat(32)).replace('NAME', 'web').replace('…:', 'a.slice:');
        assert.equal(cgroupPlace(`/${shown}`).container?.runtime, runtime, path);
      }
    }
  });
});
