import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EXIT_USAGE, Exit } from '../../../src/cli/exit.ts';
import { listedColumns, sortKeys } from '../../../src/cli/ls/columns.ts';
import { fieldWords } from '../../../src/sockets/table/named-fields.ts';

const columns = (words: string, groups: { info?: boolean; memory?: boolean } = {}) =>
  listedColumns({ columns: words === '' ? [] : words.split(','), info: false, memory: false, ...groups });
const headings = (...of: Parameters<typeof columns>) => columns(...of).map(({ heading }) => heading);
const DEFAULT = ['PROTO', 'STATE', 'RECV-Q', 'SEND-Q', 'LOCAL', 'REMOTE', 'PROCESS'];

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof Exit && error.code === EXIT_USAGE);
    return error.message;
  }
  throw new assert.AssertionError({ message: 'it is accepted' });
}

describe('listedColumns', () => {
  it('has columns by default, others that are named, or some beside', () => {
    assert.deepEqual(headings(''), DEFAULT);
    assert.deepEqual(headings('local,rtt'), ['LOCAL', 'RTT']);
    assert.deepEqual(headings('+rtt,+cwnd'), [...DEFAULT, 'RTT', 'CWND']);
  });

  it('has the word that was used as the heading, and each field once', () => {
    assert.deepEqual(headings('recvQ,bytesAcked,recv-q'), ['RECV-Q', 'BYTES-ACKED']);
    assert.deepEqual(headings('+recv-q,+comm,+pid'), [...DEFAULT, 'PID']);
  });

  it('takes every word of every field', () => {
    for (const word of fieldWords()) assert.equal(columns(word).length, 1, word);
  });

  it('adds what ss shows with -i and with -m, each word of which names another field', () => {
    const info = headings('', { info: true });
    assert.deepEqual(info.slice(0, DEFAULT.length), DEFAULT);
    for (const word of ['CONGESTION', 'RTO', 'RTT', 'CWND', 'BYTES-ACKED', 'MIN-RTT'])
      assert.ok(info.includes(word), word);
    assert.deepEqual(headings('local', { memory: true }).slice(1), [
      ...[
        'RMEM-ALLOC',
        'RCVBUF',
        'WMEM-ALLOC',
        'SNDBUF',
        'FWD-ALLOC',
        'WMEM-QUEUED',
        'OPTMEM',
        'MEMORY.BACKLOG',
        'DROPS',
      ],
    ]);
    assert.equal(
      new Set(headings('', { info: true, memory: true })).size,
      headings('', { info: true, memory: true }).length,
    );
  });

  it('refuses a word that names no field in one line, with the nearest one', () => {
    assert.equal(
      refusal(() => columns('proces')),
      "sockdiag: --columns: there is no field 'proces': did you mean 'process'?",
    );
    assert.equal(
      refusal(() => columns('stat')),
      "sockdiag: --columns: there is no field 'stat': did you mean 'state'?",
    );
    assert.equal(
      refusal(() => columns('xyzzyx')),
      "sockdiag: --columns: there is no field 'xyzzyx'",
    );
    assert.match(
      refusal(() => columns('constructor')),
      /there is no field 'constructor'/,
    );
  });

  it('refuses words with a + beside words without', () => {
    assert.match(
      refusal(() => columns('local,+rtt')),
      /^sockdiag: --columns wants a \+ before each word, or before none/,
    );
  });
});

describe('sortKeys', () => {
  it('have a direction each', () => {
    const keys = sortKeys({ sort: ['-recv-q', 'process'] });
    assert.deepEqual(
      keys.map(({ field, descending }) => [field.name, descending]),
      [
        ['recvQ', true],
        ['process', false],
      ],
    );
  });

  it('refuse what is no field', () => {
    assert.match(
      refusal(() => sortKeys({ sort: ['-nothing'] })),
      /^sockdiag: --sort: there is no field 'nothing'/,
    );
    assert.match(
      refusal(() => sortKeys({ sort: ['-'] })),
      /^sockdiag: --sort: there is no field ''/,
    );
  });
});
