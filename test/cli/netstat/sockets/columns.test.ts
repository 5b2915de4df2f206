import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ContextNames, selinuxEnabled } from '../../../../src/cli/names/contexts.ts';
import { OwnerColumns } from '../../../../src/cli/netstat/sockets/columns.ts';
import { LineWriter } from '../../../../src/cli/output/line-writer.ts';
import { joinOwners } from '../../../../src/sockets/owners/owners.ts';
import { NO_OWNER } from '../../../../src/sockets/table/owner-chains.ts';
import { OwnerIndex } from '../../../../src/sockets/table/owner-index.ts';
import { newReport } from '../../../../src/sockets/table/report.ts';
import { SocketTable } from '../../../../src/sockets/table/socket-table.ts';

const INODE = 77;

let root: string;
before(() => {
  root = mkdtempSync(join(tmpdir(), 'sockdiag-columns-'));
});
after(() => rmSync(root, { recursive: true }));

/** A table of one socket that these processes hold, given by pid and argv[0] in Latin-1. */
async function tableOf(...owners: [number, string][]): Promise<SocketTable> {
  const table = new SocketTable(1, newReport());
  table.length = 1;
  table.inode[0] = INODE;
  const bytes = (text: string) => Buffer.from(text, 'latin1');
  const processes = new Map(owners.map(([pid, argv0]) => [pid, { pid, argv0: bytes(argv0), comm: bytes('comm') }]));
  const triples = Uint32Array.from(owners.flatMap(([pid], i) => [INODE, pid, 3 + i]));
  return joinOwners(table, await OwnerIndex.build(triples, processes, async () => {}));
}

interface Options {
  terminal?: boolean;
  contexts?: ContextNames;
}

function column(table: SocketTable, name: 'program' | 'context', { terminal = false, contexts }: Options = {}): string {
  let text = '';
  const out = new LineWriter((bytes) => {
    text += Buffer.from(bytes).toString('latin1');
  }, terminal);
  new OwnerColumns(out, contexts)[name](table, 0);
  out.flush();
  return text;
}

describe('OwnerColumns.program', () => {
  for (const [pid, argv0, shown] of [
    [16474, '/usr/sbin/a-very-long-program-name', '16474/a-very-long-p'],
    [16475, 'sshd: root@pts/0 [priv]', '16475/sshd: root@pt'],
    [16478, '/opt/my app/bin dir/prog x/y', '16478/y'],
    [16479, './rel/path/tool', '16479/./rel/path/to'],
    [16476, 'nginx: master process /usr/sbin/nginx', '16476/nginx: master'],
    [1, '/sbin/init', '1/init'],
    [1, '', '1/'],
    [1, '/', '1/'],
    [1, '/ends/with/', '1/'],
    [4194304, 'a-program-of-many', '4194304/a-program-o'],
    [5, 'caf\xe9', '5/caf\xe9'],
    [5, 'esc\x1b[31m\n', '5/esc\x1b[31m\n'],
  ] as const) {
    it(`is ${JSON.stringify(shown)} for ${pid} ${JSON.stringify(argv0)}`, async () => {
      assert.equal(column(await tableOf([pid, argv0]), 'program'), shown.padEnd(20));
    });
  }

  it('is that of the lowest pid', async () => {
    assert.equal(column(await tableOf([5, 'first'], [9, 'second']), 'program'), '5/first'.padEnd(20));
  });

  it('is - for a socket nobody holds, and for a table without owners', async () => {
    const table = await tableOf([5, 'other']);
    table.firstOwner = Uint32Array.of(NO_OWNER);
    assert.equal(column(table, 'program'), '-'.padEnd(20));
    const bare = new SocketTable(1, newReport());
    bare.length = 1;
    assert.equal(column(bare, 'program'), '-'.padEnd(20));
  });

  it('sends a terminal no control byte, and keeps its width', async () => {
    const table = await tableOf([5, 'e\x1b]0;x\x07\n\x9b\xc2\x9b end']);
    assert.equal(column(table, 'program', { terminal: true }), '5/e?]0;x????? end'.padEnd(20).slice(0, 20));
  });

  it('sends a terminal no half of a character that was cut', async () => {
    const name = Buffer.from(`${'x'.repeat(16)}\u65e5`, 'utf8').toString('latin1');
    assert.equal(column(await tableOf([5, name]), 'program', { terminal: true }), `5/${'x'.repeat(16)}? `);
  });
});

describe('OwnerColumns.context', () => {
  it('sends a terminal no control character of a context, which another /proc may hold', async () => {
    const contexts = { get: () => Buffer.from('a\x1b[31m:b\x07') } as unknown as ContextNames;
    const table = await tableOf([5, 'program']);
    assert.match(column(table, 'context', { contexts, terminal: true }), /^a\?\[31m:b\? +$/);
    assert.ok(column(table, 'context', { contexts }).startsWith('a\x1b[31m:b\x07'));
  });

  const context = async (text: string) => {
    mkdirSync(join(root, '5/attr'), { recursive: true });
    writeFileSync(join(root, '5/attr/current'), text, 'latin1');
    return column(await tableOf([5, 'x']), 'context', { contexts: new ContextNames(root) });
  };

  for (const [length, shown] of [
    [1, 1],
    [48, 48],
    [49, 49],
    [50, 48],
    [51, 48],
    [200, 48],
  ] as const) {
    it(`keeps the last ${shown} bytes of ${length}`, async () => {
      const text = Array.from({ length }, (_, i) => String.fromCharCode(97 + (i % 26))).join('');
      assert.equal(await context(text), text.slice(length - shown).padEnd(50));
    });
  }

  it('ends at a NUL or a newline, as the kernel ends it', async () => {
    const shown = 'system_u:system_r:sshd_t:s0'.padEnd(50);
    assert.equal(await context('system_u:system_r:sshd_t:s0\0'), shown);
    assert.equal(await context('system_u:system_r:sshd_t:s0\n'), shown);
  });

  it('is - where there is none', async () => {
    assert.equal(await context(''), '-'.padEnd(50));
    assert.equal(await context('\0'), '-'.padEnd(50));
    const gone = column(await tableOf([6, 'x']), 'context', { contexts: new ContextNames(root) });
    assert.equal(gone, '-'.padEnd(50));
  });
});

describe('selinuxEnabled', () => {
  const enabled = (filesystems: string, mounts: string) => {
    mkdirSync(join(root, 'self'), { recursive: true });
    writeFileSync(join(root, 'filesystems'), filesystems);
    writeFileSync(join(root, 'self/mounts'), mounts);
    return selinuxEnabled(root);
  };
  const KNOWN = 'nodev\tsysfs\nnodev\tselinuxfs\n\text4\n';
  const MOUNTED = 'proc /proc proc rw 0 0\nselinuxfs /sys/fs/selinux selinuxfs rw,relatime 0 0\n';

  it('wants its file system known and mounted', () => {
    assert.equal(enabled(KNOWN, MOUNTED), true);
    assert.equal(enabled('nodev\tsysfs\n', MOUNTED), false);
    assert.equal(enabled(KNOWN, 'proc /proc proc rw 0 0\n'), false);
    assert.equal(enabled('nodev\tnot-selinuxfs\n', MOUNTED), false);
  });

  it('is false where there is no /proc', () => assert.equal(selinuxEnabled(join(root, 'nothing')), false));
});
