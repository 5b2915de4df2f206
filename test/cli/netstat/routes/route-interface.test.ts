import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { writeInterface } from '../../../../src/cli/netstat/routes/route-interface.ts';
import { LineWriter } from '../../../../src/cli/output/line-writer.ts';
import { NextHopRecord } from '../../../../src/routes/route-record.ts';

function write(name: string, index: number, terminal: boolean): string {
  let text = '';
  const out = new LineWriter((bytes) => {
    text += Buffer.from(bytes).toString('latin1');
  }, terminal);
  const hop = new NextHopRecord();
  hop.setName(Buffer.from(name, 'latin1'));
  hop.interfaceIndex = index;
  writeInterface(out, hop, '*');
  out.flush();
  return text;
}

describe('the interface of a route', () => {
  it('is its name', () => {
    assert.equal(write('eth0', 3, false), 'eth0');
    assert.equal(write('eth0', 3, true), 'eth0');
  });

  it('sends no control character to a terminal', () => {
    assert.equal(write('\x1b[31mred', 3, true), '?[31mred');
    assert.equal(write('\x1b[31mred', 3, false), '\x1b[31mred');
  });

  it('is its index where nobody knows the name, and a star where there is none', () => {
    assert.equal(write('', 3, false), 'if3');
    assert.equal(write('', 0, false), '*');
  });
});
