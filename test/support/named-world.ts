import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Names of the world's routes, some too long for their column; a name server that says at once that it is none. */
const FILES = {
  hosts: [
    '127.0.0.1 localhost',
    '10.1.2.1 gateway',
    '10.1.2.77 a-very-long-host-name.example.org',
    '10.8.0.1 nowhere',
    '10.9.0.0 not-a-host',
    '10.13.0.0 not-a-host-either',
    '2001:db8:1::4 six.example.org',
    '2001:dead:: an-ipv6-network-whose-name-is-too-long.example.org',
    '::ffff:10.0.0.0 mapped',
    '::1 sixlocal',
  ],
  networks: [
    'default 0.0.0.0',
    'loopback 127',
    'nine 10.9',
    'a-very-long-network-name 10.10',
    'eight 10.8',
    'octal 012.6',
  ],
  'resolv.conf': ['nameserver 127.0.0.1'],
  'nsswitch.conf': ['hosts: files dns', 'networks: files'],
};

/** What starts a program so that it finds these names in /etc. */
export function namedLauncher(directory: string): string[] {
  for (const [name, lines] of Object.entries(FILES)) writeFileSync(join(directory, name), `${lines.join('\n')}\n`);
  const mounts = Object.keys(FILES).map((name) => `mount --bind "$0/${name}" /etc/${name}`);
  return ['unshare', '--mount', 'sh', '-c', `${mounts.join(' && ')} && exec "$@"`, directory];
}
