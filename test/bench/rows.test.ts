import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countLines, countRows } from '../../bench/rows.ts';

const rows = (sockets: number, owned: number) => ({ sockets, owned });

describe('the rows of a tool’s output', () => {
  it('of netstat are the lines of tcp and tcp6, without the headers', () => {
    const output = Buffer.from(
      [
        'Active Internet connections (servers and established)',
        'Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name    ',
        'tcp        0      0 127.1.1.1:10000         127.1.1.1:2000          ESTABLISHED 77/python3          ',
        'tcp        0      0 127.1.1.1:2000          127.1.1.1:10000         TIME_WAIT   -                   ',
        'tcp6       0      0 ::1:10000               ::1:2000                ESTABLISHED 78/a name           ',
        'udp        0      0 127.1.1.1:30000         0.0.0.0:*                           77/python3          ',
        '',
      ].join('\n'),
    );
    assert.deepEqual(countRows('netstat', output), rows(3, 2));
  });

  it('of ss are all lines but the header', () => {
    const output = Buffer.from(
      [
        'State  Recv-Q Send-Q Local Address:Port  Peer Address:PortProcess',
        'ESTAB  0      0          127.1.1.1:10000    127.1.1.1:2000 users:(("python3",pid=77,fd=5),("python3",pid=78,fd=5))',
        'TIME-WAIT 0   0          127.1.1.1:2000     127.1.1.1:10000',
      ].join('\n'),
    );
    assert.deepEqual(countRows('ss', output), rows(2, 1));
  });

  it('of lsof are its sockets, however many descriptors each is held by', () => {
    const output = Buffer.from(
      [
        'COMMAND  PID USER   FD   TYPE DEVICE SIZE/OFF NODE NAME',
        'python3   77 root    5u  IPv4  40001      0t0  TCP 127.1.1.1:10000->127.1.1.1:2000 (ESTABLISHED)',
        'python3   78 root    5u  IPv4  40001      0t0  TCP 127.1.1.1:10000->127.1.1.1:2000 (ESTABLISHED)',
        'python3   78 root    6u  IPv4  40002      0t0  TCP 127.1.1.1:2000->127.1.1.1:10000 (ESTABLISHED)',
        '',
      ].join('\n'),
    );
    assert.deepEqual(countRows('lsof', output), rows(2, 2));
  });

  it('of nothing are none', () => {
    for (const format of ['netstat', 'ss', 'lsof'] as const) {
      assert.deepEqual(countRows(format, Buffer.alloc(0)), rows(0, 0));
    }
  });
});

describe('countLines', () => {
  it('counts the lines that look like a row, the last one without its newline too', () => {
    const output = Buffer.from('Kernel IP routing table\nDestination\n10.0.0.0 x\n10.0.0.1 y');
    assert.equal(countLines(/^\d/, output), 2);
    assert.equal(countLines(/./, Buffer.from('')), 0);
  });
});
