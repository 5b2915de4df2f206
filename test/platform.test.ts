import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { scan, snapshot } from '../src/index.ts';
import { packageFile, packageUrl } from '../src/package-root.ts';
import type { Query } from '../src/sockets/query.ts';

const INDEX = packageUrl('src/index.ts').href;
const ROOT = packageFile('');

/** What a module prints that sees another platform from its very start. */
function onPlatform(platform: string, script: string): unknown {
  const source = `
    Object.defineProperty(process, 'platform', { value: ${JSON.stringify(platform)} });
    const api = await import(${JSON.stringify(INDEX)});
    const outcome = async (call) => {
      try { await call(); return 'no error'; }
      catch (error) { return [error.constructor.name, error.name, error.code, error instanceof api.SockdiagError]; }
    };
    console.log(JSON.stringify(await (async () => { ${script} })()));`;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', source];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', cwd: ROOT });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

const CALLS = [
  ...[
    'watch',
    'snapshots',
    'routes',
    'scanRoutes',
    'interfaces',
    'scanInterfaces',
    'statistics',
    'groups',
    'scanGroups',
  ],
  ...['masquerade', 'scanMasquerade', 'legacySockets', 'legacyRoutes', 'bluetoothSockets'],
];

describe('on a system other than Linux', () => {
  for (const platform of ['darwin', 'win32', 'freebsd']) {
    it(`${platform} can import everything, and calls throw ERR_UNSUPPORTED_PLATFORM`, () => {
      const result = onPlatform(
        platform,
        `return {
          protocols: api.PROTOCOLS.includes('tcp'),
          scan: await outcome(() => api.scan()),
          scanOfAFixture: await outcome(() => api.scan({ procRoot: '/proc', source: 'procfs' })),
          snapshot: await outcome(() => api.snapshot({ protocols: ['tcp'] })),
          others: await Promise.all(${JSON.stringify(CALLS)}.map((name) => outcome(async () => (await api[name]()).next()))),
          message: await api.snapshot().catch((error) => error.message),
        };`,
      );
      const unsupported = ['SockdiagError', 'SockdiagError', 'ERR_UNSUPPORTED_PLATFORM', true];
      assert.deepEqual(result, {
        protocols: true,
        scan: unsupported,
        scanOfAFixture: unsupported,
        snapshot: unsupported,
        others: CALLS.map(() => unsupported),
        message: `sockdiag needs Linux, this is ${platform}`,
      });
    });
  }

  it('is what it takes: on linux the same calls work', () => {
    const result = onPlatform(
      'linux',
      "return [await outcome(() => api.scan().return()), await outcome(() => api.snapshot({ protocols: ['tcp'] }))];",
    );
    assert.deepEqual(result, ['no error', 'no error']);
  });
});

describe('misuse of the API', () => {
  for (const [query, name] of [
    [null, 'query'],
    ['tcp', 'query'],
    [{ protocols: 'tcp' }, 'protocols'],
    [{ protocols: ['tcp', 'TCP'] }, 'protocols'],
    [{ protocols: ['toString'] }, 'protocols'],
    [{ families: ['inet4'] }, 'families'],
    [{ families: ['unix'] }, 'families'],
    [{ states: ['LISTENING'] }, 'states'],
    [{ states: [10] }, 'states'],
    [{ states: {} }, 'states'],
    [{ procFields: ['udp'] }, 'procFields'],
    [{ owners: 1 }, 'owners'],
    [{ owners: 'yes' }, 'owners'],
    [{ tcpInfo: null }, 'tcpInfo'],
    [{ memory: 0 }, 'memory'],
    [{ source: 'nonsense' }, 'source'],
    [{ source: 'NETLINK' }, 'source'],
    [{ procRoot: 5 }, 'procRoot'],
    [{ ownerThreads: 0 }, 'ownerThreads'],
    [{ ownerThreads: 1.5 }, 'ownerThreads'],
    [{ ownerThreads: '2' }, 'ownerThreads'],
    [{ ownerThreads: 1e9 }, 'ownerThreads'],
    [{ signal: {} }, 'signal'],
    [{ signal: new AbortController() }, 'signal'],
    [{ source: 'netlink', procRoot: '/' }, 'source'],
  ] as const) {
    it(`is a TypeError that names ${name}: ${JSON.stringify(query)}`, async () => {
      const isMisuse = (error: unknown) => error instanceof TypeError && error.message.startsWith(name);
      await assert.rejects(async () => snapshot(query as unknown as Query), isMisuse);
      // A stream may complain when it is made or when it is first read.
      await assert.rejects(async () => {
        await scan(query as unknown as Query).next();
      }, isMisuse);
    });
  }
});
