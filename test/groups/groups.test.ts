import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type GroupsQuery, groups, scanGroups } from '../../src/index.ts';
import { fixturePath } from '../support/fixtures.ts';

const FIXTURE = fixturePath('proc');

let root: string;
before(() => {
  root = mkdtempSync(join(tmpdir(), 'sockdiag-groups-'));
  mkdirSync(join(root, 'net'));
});
after(() => rmSync(root, { recursive: true }));

describe('groups', () => {
  it('has the groups of both IP versions, IPv4 first', async () => {
    const all = await groups({ procRoot: FIXTURE });
    assert.equal(all.length, 11 + 19);
    assert.deepEqual([all.at(0)?.family, all.at(10)?.family, all.at(11)?.family], ['inet', 'inet', 'inet6']);
    const source = { source: 'procfs' };
    assert.deepEqual(all.report, {
      sources: { igmp: source, igmp6: source },
      interrupted: false,
      malformed: {},
      incomplete: {},
    });
    assert.deepEqual(all.badLines, { igmp: [], igmp6: [] });
    assert.deepEqual(all.toJSON(), JSON.parse(JSON.stringify([...all])));
  });

  it('has those of one IP version, in one order', async () => {
    for (const [families, count, files] of [
      [['inet'], 11, ['igmp']],
      [['inet6'], 19, ['igmp6']],
      [['inet6', 'inet'], 30, ['igmp', 'igmp6']],
      [[], 0, []],
    ] as const) {
      const some = await groups({ procRoot: FIXTURE, families });
      assert.deepEqual([some.length, Object.keys(some.report.sources)], [count, files]);
    }
  });

  it("has the running kernel's own", async () => {
    const all = await groups();
    const lines = readFileSync('/proc/net/igmp6', 'utf8').split('\n').length - 1;
    assert.equal(Array.from(all).filter(({ family }) => family === 'inet6').length, lines);
    assert.deepEqual(all.report.malformed, {});
  });

  it('says which files the kernel does not have, and why', async () => {
    const { length, report } = await groups({ procRoot: root });
    assert.equal(length, 0);
    for (const file of ['igmp', 'igmp6']) {
      assert.deepEqual(report.sources[file]?.source, 'none');
      assert.match(report.sources[file]?.reason ?? '', new RegExp(`^open ${root}/net/${file}: no such file`));
    }
  });

  it('says which lines it could not read', async () => {
    writeFileSync(join(root, 'net/igmp'), 'Idx\tDevice\nx\n\ny\n');
    writeFileSync(join(root, 'net/igmp6'), 'z\n');
    const { length, report, badLines } = await groups({ procRoot: root });
    assert.deepEqual([length, report.malformed, badLines], [0, { igmp: 3, igmp6: 1 }, { igmp: [1, 2, 3], igmp6: [0] }]);
  });

  it('refuses a query that is none, by the name of the argument', async () => {
    for (const [query, message] of [
      [null, /^query must be an object/],
      [{ families: ['unix'] }, /^families: unknown 'unix'/],
      [{ source: 'netlink' }, /^source: unknown 'netlink', known are auto, procfs/],
      [{ procRoot: 5 }, /^procRoot must be a string/],
      [{ signal: {} }, /^signal must be an AbortSignal/],
    ] as const) {
      await assert.rejects(groups(query as unknown as GroupsQuery), { name: 'TypeError', message });
    }
  });

  it('ends with the reason of a signal', async () => {
    const reason = new Error('enough');
    await assert.rejects(groups({ signal: AbortSignal.abort(reason) }), reason);
  });
});

describe('scanGroups', () => {
  it('has the same a file at a time, in one record for each', async () => {
    const rows: unknown[] = [];
    const records = new Set<unknown>();
    for await (const batch of scanGroups({ procRoot: FIXTURE })) {
      batch.forEach((record) => {
        records.add(record);
      });
      rows.push(...batch);
    }
    assert.deepEqual(rows, [...(await groups({ procRoot: FIXTURE }))]);
    assert.equal(records.size, 2);
  });

  it('counts the lines it could not read once, however often a batch is walked', async () => {
    const files = mkdtempSync(join(root, 'scan-'));
    mkdirSync(join(files, 'net'));
    writeFileSync(join(files, 'net/igmp'), 'x\n\n');
    const scan = scanGroups({ procRoot: files, families: ['inet'] });
    const visit = () => {
      assert.fail('no line has a group');
    };
    for await (const batch of scan) for (let i = 0; i < 3; i++) batch.forEach(visit);
    assert.deepEqual([scan.report.malformed, scan.badLines], [{ igmp: 2 }, { igmp: [0, 1], igmp6: [] }]);
  });

  it('reads a file that comes in several chunks as one', async () => {
    const files = mkdtempSync(join(root, 'large-'));
    mkdirSync(join(files, 'net'));
    const line = (i: number) =>
      `${i} if${i} ff0200000000000000000001ff${i.toString(16).padStart(6, '0')} 1 0000000C 0\n`;
    writeFileSync(join(files, 'net/igmp6'), Array.from({ length: 9000 }, (_, i) => line(i)).join(''));
    const all = await groups({ procRoot: files, families: ['inet6'] });
    assert.deepEqual([all.length, all.badLines.igmp6], [9000, []]);
    assert.deepEqual([all.at(-1)?.interface, all.at(-1)?.address], ['if8999', 'ff02::1:ff00:2327']);
  });
});
