import assert from 'node:assert/strict';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  groups,
  interfaces,
  legacyRoutes,
  legacySockets,
  type PartReport,
  routes,
  snapshot,
  statistics,
} from '../../src/index.ts';
import { DAMAGES, damage, FILE_FAULTS } from '../support/file-faults.ts';
import { fixturePath } from '../support/fixtures.ts';
import { skipUnless } from '../support/skip.ts';

const NOBODY = 65534;

let root: string;
before(() => {
  root = mkdtempSync(join(tmpdir(), 'sockdiag-reach-'));
  chmodSync(root, 0o755);
  cpSync(join(fixturePath('proc'), 'net'), join(root, 'net'), { recursive: true });
  cpSync(join(fixturePath('old_families/proc'), 'net'), join(root, 'net'), { recursive: true });
});
after(() => rmSync(root, { recursive: true }));

interface Result {
  report: Pick<PartReport<string>, 'sources' | 'malformed'>;
}

/** A call, and of each file that it reads the part of its report that comes from that file. */
interface Call {
  name: string;
  read: () => Promise<Result>;
  files: Readonly<Record<string, string>>;
}

const CALLS: readonly Call[] = [
  {
    name: 'snapshot()',
    read: () => snapshot({ procRoot: root }),
    files: { tcp: 'tcp', tcp6: 'tcp6', udp: 'udp', udp6: 'udp6', raw: 'raw', unix: 'unix' },
  },
  { name: 'routes()', read: () => routes({ procRoot: root }), files: { route: 'inet', ipv6_route: 'inet6' } },
  { name: 'interfaces()', read: () => interfaces({ procRoot: root }), files: { dev: 'links', if_inet6: 'inet6' } },
  { name: 'groups()', read: () => groups({ procRoot: root }), files: { igmp: 'igmp', igmp6: 'igmp6' } },
  {
    name: 'statistics()',
    read: () => statistics({ procRoot: root }),
    files: { snmp: 'snmp', netstat: 'netstat', snmp6: 'snmp6' },
  },
  {
    name: 'legacySockets()',
    read: () => legacySockets({ procRoot: root }),
    files: { 'ipx/socket': 'ipx', ax25: 'ax25', 'x25/socket': 'x25', nr: 'netrom', rose: 'rose' },
  },
  {
    name: 'legacyRoutes()',
    read: () => legacyRoutes({ procRoot: root }),
    files: {
      ...{ ax25_route: 'ax25', nr_nodes: 'netrom', nr_neigh: 'netrom neighbours', 'ipx/route': 'ipx' },
      ...{ 'atalk/route': 'ddp', 'x25/route': 'x25', rose_nodes: 'rose', rose_neigh: 'rose neighbours' },
    },
  },
];

/** Ways in which a file is kept from who reads it, and how each is undone. */
const WAYS: readonly { name: string; code: string; keep: (path: string) => () => void; skip?: string | false }[] = [
  ...FILE_FAULTS.map((fault) => ({ ...fault, keep: (path: string) => damage(path, fault) })),
  {
    name: 'forbidden',
    code: 'EACCES',
    keep: (path) => {
      chmodSync(path, 0);
      process.seteuid?.(NOBODY);
      return () => {
        process.seteuid?.(0);
        chmodSync(path, 0o644);
      };
    },
    skip: skipUnless(process.getuid?.() === 0, 'root may read everything, and nobody else can become another user'),
  },
];

for (const { name: way, code, keep, skip = false } of WAYS) {
  describe(`a file that is ${way}`, { skip }, () => {
    for (const { name, read, files } of CALLS) {
      for (const [file, part] of Object.entries(files)) {
        it(`costs ${name} that part alone, when it is ${file}`, async () => {
          const whole = (await read()).report.sources;
          assert.notEqual(whole[part]?.source, 'none');
          const undo = keep(join(root, 'net', file));
          const left = await read()
            .then(({ report }) => report.sources)
            .finally(undo);
          assert.deepEqual([left[part]?.source, left[part]?.code], ['none', code]);
          assert.match(left[part]?.reason ?? '', new RegExp(`(open|read) .*/${file}: |open .*/${file}, `));
          assert.deepEqual(without(part, left), without(part, whole));
        });
      }
    }
  });
}

const without = (part: string, sources: Result['report']['sources']) => ({ ...sources, [part]: undefined });

/** Files that the kernel may leave empty: without their rows there is nothing in them. */
const MAY_BE_EMPTY = /^(igmp6|if_inet6|ipv6_route|ax25|rose|nr|ipx|x25|atalk)/;

for (const fault of DAMAGES) {
  describe(`a file that is ${fault.name}`, () => {
    for (const { name, read, files } of CALLS) {
      for (const [file, part] of Object.entries(files)) {
        it(`costs ${name} nothing of other parts, and is noted, when it is ${file}`, async () => {
          const whole = (await read()).report;
          const before = process.memoryUsage().rss;
          const undo = damage(join(root, 'net', file), fault);
          const { sources, malformed } = (await read().finally(undo)).report;
          assert.deepEqual(without(part, sources), without(part, whole.sources));
          assert.ok(process.memoryUsage().rss - before < 512 * 1024 ** 2);
          if (fault.name === 'empty' && MAY_BE_EMPTY.test(file)) return;
          const noted = sources[part]?.code !== undefined;
          assert.ok(noted || Object.keys(malformed).length > 0, JSON.stringify({ source: sources[part], malformed }));
        });
      }
    }
  });
}

describe('a /proc whose net is masked by a file', () => {
  it('is refused as no /proc, for all that it lacks would look like a kernel that has none of it', async () => {
    const masked = mkdtempSync(join(tmpdir(), 'sockdiag-masked-'));
    mkdirSync(join(masked, 'self'));
    writeFileSync(join(masked, 'net'), '');
    await assert.rejects(snapshot({ procRoot: masked }), { name: 'SockdiagError', code: 'ENOENT' });
    rmSync(masked, { recursive: true });
  });
});
