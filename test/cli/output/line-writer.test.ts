import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LineWriter } from '../../../src/cli/output/line-writer.ts';

/** A writer and all that came out of it, as Latin-1. */
function collect(): { out: LineWriter; chunks: string[] } {
  const chunks: string[] = [];
  // The buffer is used again, so what is kept must be a copy: a string is.
  return { out: new LineWriter((bytes) => chunks.push(Buffer.from(bytes).toString('latin1'))), chunks };
}

function written(write: (out: LineWriter) => void): string {
  const { out, chunks } = collect();
  write(out);
  out.flush();
  return chunks.join('');
}

describe('LineWriter', () => {
  for (const value of [
    0,
    1,
    9,
    10,
    99,
    100,
    999,
    1000,
    65535,
    2 ** 31,
    2 ** 32 - 1,
    2 ** 32,
    10 ** 15 - 1,
    10 ** 15,
    2 ** 53 - 1,
    -1,
    -2,
    -10,
    -2147483648,
    -(2 ** 53 - 1),
  ]) {
    it(`writes ${value}`, () => {
      assert.equal(
        written((out) => out.number(value)),
        String(value),
      );
      for (const width of [0, 1, 6, 20]) {
        assert.equal(
          written((out) => out.numberRight(value, width)),
          String(value).padStart(width),
        );
      }
    });
  }

  it('writes every number around a power of ten', () => {
    for (let bound = 1; bound < 2 ** 53; bound *= 10) {
      for (const value of [bound - 1, bound, bound + 1]) {
        assert.equal(
          written((out) => out.number(value)),
          String(value),
        );
      }
    }
  });

  it('fills a field up to its width and leaves a wider one alone', () => {
    for (const [text, width, expected] of [
      ['abc', 5, 'abc  '],
      ['abc', 3, 'abc'],
      ['abc', 2, 'abc'],
      ['', 2, '  '],
    ] as const) {
      const field = (out: LineWriter) => {
        out.text('>');
        const start = out.length;
        out.text(text);
        out.padFrom(start, width);
      };
      assert.equal(written(field), `>${expected}`);
    }
  });

  it('copies a part of other bytes', () => {
    const bytes = Buffer.from([0xff, 0x00, 0x41, 0x80]);
    assert.equal(
      written((out) => out.copy(bytes)),
      '\xff\0A\x80',
    );
    assert.equal(
      written((out) => out.copy(bytes, 1, 3)),
      '\0A',
    );
    assert.equal(
      written((out) => out.copy(bytes, 2, 2)),
      '',
    );
  });

  it('hands on nothing before it is full, and nothing when there is nothing', () => {
    const { out, chunks } = collect();
    out.flush();
    out.text('a line');
    out.endLine();
    assert.deepEqual(chunks, []);
    out.flush();
    out.flush();
    assert.deepEqual(chunks, ['a line\n']);
  });

  it('hands on whole lines, some 64 KiB at a time', () => {
    const { out, chunks } = collect();
    const lines = Array.from({ length: 10_000 }, (_, i) => `line ${i} ${'x'.repeat(i % 90)}`);
    for (const line of lines) {
      out.text(line);
      out.endLine();
    }
    assert.ok(chunks.length > 5);
    for (const chunk of chunks) {
      assert.ok(chunk.length >= 64 * 1024 && chunk.length < 66 * 1024, String(chunk.length));
      assert.ok(chunk.endsWith('\n'));
    }
    out.flush();
    assert.equal(chunks.join(''), `${lines.join('\n')}\n`);
  });

  it('grows for a line longer than its buffer', () => {
    const long = 'abcdefg'.repeat(100_000);
    const { out, chunks } = collect();
    out.text('before ');
    out.text(long);
    out.copy(Buffer.from(long));
    out.endLine();
    assert.deepEqual(chunks, [`before ${long}${long}\n`]);
    out.text('after');
    out.flush();
    assert.equal(chunks[1], 'after');
  });

  it('lets its buffer be written directly where room was reserved', () => {
    const { out, chunks } = collect();
    out.text('x');
    out.reserve(500_000);
    out.bytes.fill(0x79, out.length, out.length + 500_000);
    out.length += 500_000;
    out.flush();
    assert.equal(chunks.join(''), `x${'y'.repeat(500_000)}`);
  });

  it('gives the bytes of a plain string for any order of writes', () => {
    // A fixed linear congruence, so that a failure can be repeated.
    let seed = 2024;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      return (seed >>> 8) % below;
    };
    const { out, chunks } = collect();
    let model = '';
    let fieldStart = { out: 0, model: 0 };
    const writes = [
      () => {
        const text = 'abc'.repeat(random(random(50) === 0 ? 30_000 : 20));
        out.text(text);
        model += text;
      },
      () => {
        const number = random(2) === 0 ? random(1000) : (random(1 << 20) - (1 << 19)) * random(1 << 20);
        const width = random(20);
        out.numberRight(number, width);
        model += String(number).padStart(width);
      },
      () => {
        const bytes = Buffer.from(Array.from({ length: random(30) }, () => random(256)));
        const start = random(bytes.length + 1);
        out.copy(bytes, start);
        model += bytes.subarray(start).toString('latin1');
      },
      () => {
        const width = random(40);
        out.padFrom(fieldStart.out, width);
        model += ' '.repeat(Math.max(0, width - (model.length - fieldStart.model)));
      },
      () => {
        out.space();
        model += ' ';
      },
      () => {
        out.endLine();
        model += '\n';
        fieldStart = { out: out.length, model: model.length };
      },
    ];
    for (let i = 0; i < 20_000; i++) (writes[random(writes.length)] as () => void)();
    out.flush();
    assert.ok(chunks.length > 5);
    assert.ok(chunks.join('') === model);
  });
});

describe('LineWriter, for a terminal,', () => {
  const shown = (write: (out: LineWriter) => void) => {
    let all = '';
    const out = new LineWriter((bytes) => {
      all += Buffer.from(bytes).toString('latin1');
    }, true);
    write(out);
    out.flush();
    return all;
  };

  it('hands on no byte that a terminal would obey, however it was written', () => {
    const attack = Buffer.from('a\x1b\n\x7f\x9bb');
    const ways: ((out: LineWriter) => void)[] = [
      (out) => out.text(attack.toString('latin1')),
      (out) => out.copy(attack),
      (out) => {
        out.reserve(attack.length);
        out.bytes.set(attack, out.length);
        out.length += attack.length;
      },
    ];
    for (const write of ways) {
      assert.equal(shown(write), 'a?????b');
      const line = (out: LineWriter) => {
        out.text('own ');
        write(out);
        out.endLine();
      };
      assert.equal(
        shown((out) => {
          line(out);
          line(out);
        }),
        'own a?????b\nown a?????b\n',
      );
    }
  });

  it('keeps what is written in parts of one line whole', () => {
    const crab = Buffer.from('\u{1f980}');
    const halves = (out: LineWriter) => {
      out.copy(crab, 0, 2);
      out.copy(crab, 2);
      out.endLine();
    };
    assert.equal(shown(halves), `${crab.toString('latin1')}\n`);
  });

  it('keeps the lines of many', () =>
    assert.equal(
      shown((out) => out.lines('a\n\nb\x1b\n')),
      'a\n\nb?\n',
    ));
});
