import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import type { OwnerReport } from '../../../src/index.ts';
import { packageUrl } from '../../../src/package-root.ts';
import { run } from '../../support/command.ts';
import { namespaceMissing } from '../../support/in-namespace.ts';
import { noFilter, withoutCall } from '../../support/seccomp.ts';
import { skipUnless } from '../../support/skip.ts';

// A thread with as many descriptors as its process, and a socket in place of one of these; beside it others that share the process's table.
const HOLDER = `
import ctypes, os, socket, sys, threading, time
threads, descriptors = int(sys.argv[1]), int(sys.argv[2])
for _ in range(descriptors): os.dup(2)
spare = os.dup(2)
done = threading.Event()
def apart():
    assert ctypes.CDLL(None).unshare(0x400) == 0
    os.close(spare)
    server = socket.socket()
    server.bind(("127.0.0.1", 6111))
    server.listen()
    done.set()
    time.sleep(600)
for _ in range(threads): threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
threading.Thread(target=apart, daemon=True).start()
done.wait()
print("ready", flush=True)
sys.stdin.read()
os._exit(0)
`;

const SCRIPT = `
  const { snapshot } = await import(${JSON.stringify(packageUrl('dist/index.js').href)});
  const [pid, ownerMethod] = process.argv.slice(1);
  const sockets = await snapshot({ protocols: ['tcp'], localPorts: [6111], owners: true, pids: [Number(pid)], ownerMethod });
  console.log(JSON.stringify({ found: sockets.length, owners: sockets.report.owners }));`;

async function withHolder(threads: number, descriptors: number, use: (pid: number) => void): Promise<void> {
  const holder: ChildProcess = spawn('python3', ['-c', HOLDER, `${threads}`, `${descriptors}`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(holder, 'exit');
  try {
    await once(holder.stdout as Readable, 'data');
    use(holder.pid as number);
  } finally {
    holder.stdin?.end();
    await ended;
  }
}

function search(pid: number, launcher: readonly string[], env: NodeJS.ProcessEnv) {
  const node = [
    process.execPath,
    '--input-type=module',
    '-e',
    SCRIPT,
    `${pid}`,
    env.SOCKDIAG_NATIVE ? 'auto' : 'procfs',
  ];
  const [program, ...args] = [...launcher, ...node] as [string, ...string[]];
  const { code, stdout, stderr } = run(program, args, env);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as { found: number; owners: OwnerReport };
}

const refused = noFilter === false ? withoutCall('kcmp()') : [];
const WAYS: readonly [
  name: string,
  launcher: readonly string[],
  env: NodeJS.ProcessEnv,
  tells: boolean,
  skip: string | false,
][] = [
  ['with the addon', [], {}, true, false],
  ['with the addon where kcmp() is refused', refused, {}, false, noFilter],
  ['without the addon', [], { SOCKDIAG_NATIVE: '0' }, false, false],
];

describe('a socket in a table of a thread that has the size of its process’s', {
  skip: skipUnless(!namespaceMissing, namespaceMissing ?? ''),
}, () => {
  for (const [name, launcher, env, tells, skip] of WAYS) {
    it(`is found where threads and descriptors are few, ${name}`, { skip }, () =>
      withHolder(5, 10, (pid) => {
        const { found, owners } = search(pid, launcher, env);
        assert.deepEqual([found, owners.complete, owners.incomplete], [1, true, undefined]);
      }),
    );

    it(`is found where they are many, or the report says that it may be missing, ${name}`, { skip }, () =>
      withHolder(50, 200, (pid) => {
        const { found, owners } = search(pid, launcher, env);
        if (tells) assert.equal(found, 1);
        assert.deepEqual([owners.complete, owners.incomplete], tells ? [true, undefined] : [false, ['threads']]);
      }),
    );
  }
});
