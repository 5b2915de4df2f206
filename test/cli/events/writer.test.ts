import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SinkWriter } from '../../../src/cli/events/writer.ts';

/** Notes when something is under way that shall be whole. */
class FakeSignals {
  readonly calls: string[] = [];

  begin(): void {
    this.calls.push('begin');
  }

  async end(): Promise<void> {
    this.calls.push('end');
  }
}

function writerTo(texts: ((change: number) => string)[], fail = Number.POSITIVE_INFINITY) {
  const signals = new FakeSignals();
  const sinks = texts.map((text, i) => ({
    text,
    write: async (bytes: Uint8Array) => {
      signals.calls.push(`${i}:${Buffer.from(bytes)}`);
      if (signals.calls.length > fail) throw new Error('full');
    },
  }));
  return { writer: new SinkWriter(sinks, signals as never), calls: signals.calls };
}

describe('SinkWriter', () => {
  it('writes a batch to each sink in turn, as one that shall be whole', async () => {
    const { writer, calls } = writerTo([(change) => `r${change}`, (change) => (change === 2 ? '' : `p${change}`)]);
    await writer.write([1, 2, 3], () => false);
    assert.deepEqual(calls, ['begin', '0:r1r2r3', '1:p1p3', 'end']);
  });

  it('writes nothing where there is nothing to be written', async () => {
    const { writer, calls } = writerTo([() => '']);
    await writer.write([1, 2], () => false);
    assert.deepEqual(calls, ['begin', 'end']);
  });

  it('ends behind the change with which it is done', async () => {
    let last = 0;
    const { writer, calls } = writerTo([
      (change) => {
        last = change;
        return `${change}`;
      },
    ]);
    await writer.write([1, 2, 3], () => last === 2);
    assert.deepEqual(calls, ['begin', '0:12', 'end']);
  });

  it('writes many in slices, in which both sinks have the same, and lets other work have its turn between them', async () => {
    const { writer, calls } = writerTo([(change) => `${change},`.padStart(1000), (change) => `${change},`]);
    const changes = Array.from({ length: 200 }, (_, i) => i);
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    await writer.write(changes, () => false);
    clearInterval(timer);
    const [wide, narrow] = ['0:', '1:'].map((sink) =>
      calls.filter((call) => call.startsWith(sink)).map((call) => call.slice(2).replaceAll(' ', '')),
    );
    assert.deepEqual(wide, narrow);
    assert.ok((wide as string[]).length > 3);
    assert.equal(wide?.join(''), changes.map((change) => `${change},`).join(''));
    assert.ok(turns > 0);
  });

  it('throws what a sink fails with, and writes to none after it', async () => {
    const { writer, calls } = writerTo([(change) => `${change}`, (change) => `${change}`], 1);
    await assert.rejects(
      writer.write([1], () => false),
      /full/,
    );
    assert.deepEqual(calls, ['begin', '0:1']);
  });
});
