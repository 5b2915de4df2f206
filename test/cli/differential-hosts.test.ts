import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { COMMAND, has, run } from '../support/command.ts';
import { FakeProc, fakeProcMissing } from '../support/fake-proc.ts';
import { skipUnless } from '../support/skip.ts';

// What the C library makes of each: the lines of one address compete, so that the first has to win in both programs.
const HOSTS = [
  '::1 six-loop # before the line of IPv4',
  '127.0.0.1 four-loop',
  '10.0.0.1 plain alias',
  '::ffff:10.0.0.2 mapped',
  '::ffff:0a00:0003 mapped-in-hexadecimal',
  '010.0.0.4 octal',
  '0xa.0.0.4 hexadecimal',
  '10.4 short',
  '10.0.0.5 first',
  '10.0.0.5 second',
  '10.0.0.6\vwith\tC-space\r',
  '10.0.0.7 no-break\xa0space',
  '10.0.0.8 nul\0behind',
  '\xef\xbb\xbf10.0.0.9 byte-order-mark',
  '10.0.0.10/8 prefix',
  ' \t10.0.0.11 indented',
  '10.0.0.12 hash#behind',
  '#10.0.0.13 comment',
  '2001:DB8::0001 capitals',
  '2001:db8:0:0::2 zeros',
  '::127.0.0.1 compatible',
  '::202:202 compatible-in-hexadecimal',
  'fe80::1%lo zone',
  '2001:db8:00000::3 five-zeros',
  '2001:db8::4:: twice',
  '2001:db8::4 right',
  '2001:db8:0:1:1:1:1:1 one-group',
  '10.0.0.14 without-a-newline',
].join('\n');

const INET = ['127.0.0.1', ...Array.from({ length: 14 }, (_, i) => `10.0.0.${i + 1}`)];
const INET6 = [
  '00000000000000000000000000000001',
  '00000000000000000000ffff0a000001',
  '00000000000000000000ffff0a000002',
  '00000000000000000000ffff0a000003',
  '20010db8000000000000000000000001',
  '20010db8000000000000000000000002',
  '20010db8000000000000000000000003',
  '20010db8000000000000000000000004',
  '20010db8000000010001000100010001',
  '0000000000000000000000007f000001',
  '00000000000000000000000002020202',
  'fe800000000000000000000000000001',
];

/** As the kernel prints an address: in words of the machine's order. */
function words(bytes: Uint8Array): string {
  const little = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
  return Array.from({ length: bytes.length / 4 }, (_, i) => {
    const word = Buffer.from(bytes.subarray(4 * i, 4 * i + 4));
    return (little ? word.reverse() : word).toString('hex').toUpperCase();
  }).join('');
}

function table(addresses: readonly string[], bytes: (address: string) => Uint8Array): string {
  const rows = addresses.map((address, i) => {
    const text = words(bytes(address));
    return `${i}: ${text}:${(i + 1).toString(16)} ${text}:1 01 00000000:00000000 00:00000000 00000000 0 0 ${i + 1} 1 0`;
  });
  return ['  sl  local_address', ...rows, ''].join('\n');
}

const missing = fakeProcMissing();
const skip = skipUnless(missing === undefined && has('netstat'), missing ?? 'netstat is not installed');

describe('names of /etc/hosts', { skip }, () => {
  const proc = new FakeProc({
    'net/tcp': table(INET, (address) => Uint8Array.from(address.split('.'), Number)),
    'net/tcp6': table(INET6, (address) => Buffer.from(address, 'hex')),
    // The name service asks files alone, so that no name server has a say.
    nsswitch: 'hosts: files\nservices: files\nprotocols: files\n',
  });
  writeFileSync(join(proc.path, 'hosts'), HOSTS, 'latin1');
  after(() => proc.end());

  /** Runs a program where /etc has those files; $0 is their folder. */
  const within = (script: string, args: readonly string[]) => {
    const mounts = ['hosts:hosts', 'nsswitch:nsswitch.conf'].map((pair) => {
      const [from, to] = pair.split(':');
      return `mount --bind "$0/${from}" /etc/${to}`;
    });
    return run('unshare', ['--mount', 'sh', '-c', [...mounts, script].join(' && '), proc.path, ...args]);
  };

  for (const options of [['-t'], ['-tW'], ['-tN'], ['-t', '--numeric-ports']]) {
    it(`are netstat's, line by line: ${options.join(' ')}`, () => {
      const netstat = within('mount --bind "$0" /proc && exec netstat "$@"', options);
      const ours = within('exec "$@"', [process.execPath, COMMAND, '--procfs', proc.path, ...options]);
      assert.deepEqual(ours, netstat);
      assert.match(netstat.stdout, /\bcapitals:/);
    });
  }
});
