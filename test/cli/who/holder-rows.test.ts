import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { findOwners } from '../../../src/index.ts';
import { ByHand } from '../../support/by-hand.ts';
import { sockdiag } from '../../support/command.ts';
import { csvRows } from '../../support/csv.ts';
import { namespaceMissing } from '../../support/in-namespace.ts';
import { skipUnless } from '../../support/skip.ts';

const who = (...args: readonly string[]) => sockdiag(['who', ...args]);

describe('sockdiag who, as data', { skip: skipUnless(namespaceMissing === undefined, namespaceMissing ?? '') }, () => {
  let hand: ByHand;
  before(async () => {
    hand = new ByHand();
    await hand.run('listener = listen(8080)');
  });
  after(() => hand.stop());

  it('prints the same one object a line, and as CSV each holder with its first process', async () => {
    const { holders } = await findOwners(8080);
    const lines = who('8080', '--ndjson').stdout.trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => JSON.parse(line)),
      JSON.parse(JSON.stringify(holders)),
    );
    const [row, ...more] = csvRows(who('8080', '--csv').stdout);
    assert.deepEqual(more, []);
    const [owner] = holders[0]?.owners ?? [];
    assert.deepEqual(
      [row?.localPort, row?.['owner.pid'], row?.['owner.comm'], row?.['owner.since'], row?.ownerCount],
      ['8080', `${owner?.pid}`, owner?.comm, owner?.since?.toISOString(), '1'],
    );
    assert.equal(row?.['owner.commandLine'], owner?.commandLine?.join(' '));
  });

  it('has the columns that are named, and of what is free none but their names', () => {
    assert.equal(
      who('8080', '--csv', '--columns', 'local-port,owner.pid').stdout,
      `localPort,owner.pid\r\n8080,${hand.pid}\r\n`,
    );
    assert.equal(who('8080', '--json', '--columns', 'state,count').stdout, '[{"state":"LISTEN","count":1}]\n');
    const free = who('8079', '--csv', '--columns', 'state,owner.unit');
    assert.deepEqual([free.code, free.stdout], [1, 'state,owner.unit\r\n']);
    const wrong = who('8080', '--json', '--columns', 'stat');
    assert.deepEqual([wrong.code, wrong.stdout], [3, '']);
    assert.equal(wrong.stderr, "sockdiag: --columns: there is no 'stat': did you mean state?\n");
    assert.match(who('8080', '--columns', 'state').stderr, /--columns wants --json, --ndjson or --csv/);
  });
});
