import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sockdiag } from '../../support/command.ts';
import { fixturePath } from '../../support/fixtures.ts';
import { validatorOf } from '../../support/schema.ts';

const RECORD = fixturePath('records/version-2.ndjson');

function lines(...args: string[]): string[] {
  const { code, stdout, stderr } = sockdiag(['events', '--replay', RECORD, '--all-present', ...args]);
  assert.equal(code, 0, stderr);
  return Buffer.from(stdout, 'latin1').toString('utf8').trimEnd().split('\n');
}

const parsed = (...args: string[]) => lines(...args).map((line) => JSON.parse(line));

describe('the JSON of events', () => {
  const validate = validatorOf('event');

  for (const options of [['--json'], ['--ndjson'], ['--json', '--columns', 'all'], ['--columns', 'local,pid,rtt']]) {
    it(`fits its schema with ${options.join(' ')}`, () => {
      for (const change of parsed(...options)) {
        assert.ok(validate(change), `${JSON.stringify(change)}: ${JSON.stringify(validate.errors)}`);
      }
    });
  }

  it('has twelve fields of tcp_info, and every one with all columns', () => {
    const infos = (...args: string[]) => parsed(...args).flatMap(({ socket }) => socket?.tcpInfo ?? []);
    assert.ok(infos('--json').length > 0);
    for (const info of infos('--json')) assert.equal(Object.keys(info).length, 12);
    for (const info of infos('--json', '--columns', 'all')) assert.ok(Object.keys(info).length > 40);
  });

  it('is the same with both words, and lines of less than half of what a record has of a connection that has ended', () => {
    assert.deepEqual(lines('--json'), lines('--ndjson'));
    const all = lines('--json', '--columns', 'all');
    for (const [at, line] of lines('--json').entries()) {
      if (line.includes('"tcpInfo"')) assert.ok(2 * line.length < (all[at] as string).length, line);
    }
  });

  it('has the second clock of all columns, and of those that are named', () => {
    const clocks = (...args: string[]) => parsed('--json', ...args).map(({ monotonic }) => typeof monotonic);
    assert.deepEqual(new Set(clocks()), new Set(['undefined']));
    for (const columns of ['all', 'local'])
      assert.deepEqual(new Set(clocks('--columns', columns)), new Set(['number']));
  });

  it('has the columns that are named, those of the first owner too', () => {
    for (const { socket } of parsed('--columns', 'local,state,owner-count').filter((change) => change.socket)) {
      const allowed = ['local', 'state', 'ownerCount'];
      assert.ok(Object.keys(socket).every((name) => allowed.includes(name)));
    }
  });
});
