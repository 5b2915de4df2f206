import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { loadServices, parseProtocols, parseServices } from '../../../src/cli/names/services.ts';
import { has } from '../../support/command.ts';
import { skipUnless } from '../../support/skip.ts';

/** The names as text. */
const texts = (names: ReadonlyMap<number, Uint8Array>) =>
  [...names].map(([number, name]) => [number, Buffer.from(name).toString('latin1')]);

describe('parseServices', () => {
  const text = [
    '# Network services',
    'tcpmux\t\t1/tcp\t\t\t\t# TCP port service multiplexer',
    'echo 7/tcp',
    'echo 7/udp',
    '',
    '  www 80/tcp http  # alias',
    'http 80/tcp',
    'last-without-newline 9/tcp',
  ].join('\n');

  it('takes the entries of one protocol', () => {
    assert.deepEqual(texts(parseServices(text, 'udp')), [[7, 'echo']]);
    assert.deepEqual(texts(parseServices(text, 'sctp')), []);
  });

  it('lets the last entry of a number win, and never an alias', () => {
    assert.equal(Object.fromEntries(texts(parseServices(text, 'tcp')))[80], 'http');
  });

  it('reads blanks, comments and a last line without an end', () => {
    assert.deepEqual(texts(parseServices(text, 'tcp')), [
      [1, 'tcpmux'],
      [7, 'echo'],
      [80, 'http'],
      [9, 'last-without-newline'],
    ]);
  });

  it('passes over lines that are not entries', () => {
    const broken = 'alone\nname x/tcp\nname /tcp\nname 5\nname 5/\n5/tcp name\n#all 6/tcp\nname 7#/tcp\n\0\xff\n';
    assert.deepEqual(texts(parseServices(broken, 'tcp')), []);
    assert.deepEqual(texts(parseServices('', 'tcp')), []);
  });

  it('reads numbers and what is behind them as the C library does', () => {
    const taken = [
      '003/tcp 3',
      '0x4/tcp 4',
      '010/tcp 8',
      '+16/tcp 16',
      '22//tcp 22',
      '65544/tcp 8',
      '9/tcp\\0x 9',
      '9/tcp#x 9',
    ];
    for (const line of taken) {
      const [port, number] = line.replace('\\0', '\0').split(/ /);
      assert.deepEqual(texts(parseServices(`name ${port}`, 'tcp')), [[Number(number), 'name']], line);
    }
    for (const port of [
      '5,tcp',
      '5/tcp,udp',
      '5/tcp/x',
      '5/TCP',
      '5/tcp\xa0',
      '09/tcp',
      '1e1/tcp',
      '5./tcp',
      '-5/tcp',
      '9999999999/tcp',
    ])
      assert.deepEqual(texts(parseServices(`name ${port}`, 'tcp')), [], port);
  });

  it('cuts a name to 63 bytes and keeps bytes that are not ASCII', () => {
    const [[, long], [, latin1]] = texts(parseServices(`${'x'.repeat(80)} 1/tcp\ncaf\xe9 2/tcp`, 'tcp')) as [
      [number, string],
      [number, string],
    ];
    assert.equal(long, 'x'.repeat(63));
    assert.equal(latin1, 'caf\xe9');
  });
});

describe('parseProtocols', () => {
  it('takes official names, the last of a number', () => {
    const text = 'ip 0 IP # internet protocol\nicmp\t1 ICMP\nospfigp 89 OSPFIGP\nospf 89\nbroken\nbroken x\n';
    assert.deepEqual(texts(parseProtocols(text)), [
      [0, 'ip'],
      [1, 'icmp'],
      [89, 'ospf'],
    ]);
  });
});

describe('loadServices', () => {
  const noGetent = skipUnless(has('getent'), 'getent is not installed');

  it('knows what the name service knows', { skip: noGetent }, async () => {
    const services = await loadServices();
    const theirs = (database: string) => spawnSync('getent', [database], { encoding: 'latin1' }).stdout;
    for (const protocol of ['tcp', 'udp'] as const) {
      assert.deepEqual(texts(services[protocol]).sort(), texts(parseServices(theirs('services'), protocol)).sort());
    }
    const raw = parseServices(theirs('services'), 'raw');
    for (const [number, name] of parseProtocols(theirs('protocols'))) raw.set(number, name);
    assert.deepEqual(texts(services.raw).sort(), texts(raw).sort());
  });
});
