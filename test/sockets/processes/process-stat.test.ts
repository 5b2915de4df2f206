import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parseProcessArguments } from '../../../src/sockets/processes/process-arguments.ts';
import { parseBootTime, parseProcessStat } from '../../../src/sockets/processes/process-stat.ts';

const REST = 'S 812 900 900 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 123456 99 1 2 3 0 0 0 0';
const bytes = (text: string) => Buffer.from(text, 'latin1');
const stat = (text: string) => {
  const read = parseProcessStat(bytes(text));
  return read && { ...read, comm: Buffer.from(read.comm).toString('latin1') };
};

describe('parseProcessStat', () => {
  it('reads name, parent and start', () => {
    assert.deepEqual(stat(`900 (nginx) ${REST}\n`), { comm: 'nginx', parent: 812, startTicks: 123456 });
  });

  it('takes any name, with brackets, blanks, newlines and bytes that are no text', () => {
    for (const comm of ['a) S 1 2', '(', ')', ') (', 'a\nb', '', '\xff\xfe', '1 (x) R 3'])
      assert.deepEqual(stat(`900 (${comm}) ${REST}\n`), { comm, parent: 812, startTicks: 123456 });
  });

  it('reads this process as Node knows it', () => {
    const own = parseProcessStat(readFileSync('/proc/self/stat'));
    assert.equal(own?.parent, process.ppid);
  });

  it('is undefined of what is none, and of what ends before the start does', () => {
    const whole = `900 (nginx) ${REST}\n`;
    const end = whole.indexOf('123456 ') + '123456 '.length;
    for (let length = 0; length < end; length++) assert.equal(stat(whole.slice(0, length)), undefined, `${length}`);
    assert.deepEqual(stat(whole.slice(0, end)), stat(whole));
    for (const text of [
      '',
      '()',
      ')(',
      '900 nginx S 1',
      whole.replace('812', '-1'),
      whole.replace('123456', '9'.repeat(20)),
    ])
      assert.equal(stat(text), undefined, text);
  });
});

describe('parseBootTime', () => {
  it('reads the line of /proc/stat, whole only', () => {
    assert.equal(parseBootTime(bytes('cpu 1 2\nintr 5\nbtime 1700000000\nprocesses 3\n')), 1_700_000_000);
    for (const text of ['', 'btime 17', 'btime x\n', 'xbtime 1\n', 'btime -1\n', `btime ${'9'.repeat(30)}\n`])
      assert.equal(parseBootTime(bytes(text)), undefined, text);
    const boot = parseBootTime(readFileSync('/proc/stat')) ?? 0;
    assert.ok(boot > 1_000_000_000 && boot * 1000 < Date.now());
  });
});

describe('parseProcessArguments', () => {
  const read = (text: string, most = 4096) => parseProcessArguments(bytes(text), most);

  it('splits arguments, and keeps empty ones before others', () => {
    assert.deepEqual(read('nginx\0-g\0\0x y\0'), { args: ['nginx', '-g', '', 'x y'], cut: false });
  });

  it('takes a title with NULs behind it for one argument, and nothing for none', () => {
    assert.deepEqual(read('nginx: worker process\0\0\0\0'), { args: ['nginx: worker process'], cut: false });
    assert.deepEqual(read('no end'), { args: ['no end'], cut: false });
    for (const text of ['', '\0', '\0\0']) assert.deepEqual(read(text), { args: [], cut: false });
  });

  it('says when there may be more', () => {
    assert.deepEqual(read('abcd', 4), { args: ['abcd'], cut: true });
    assert.deepEqual(read('abc\0', 4), { args: ['abc'], cut: true });
    assert.equal(read('abc', 4).cut, false);
  });
});
