import '../../support/in-namespace.ts';
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { type SocketJSON, snapshot } from '../../../src/index.ts';
import { COMMAND, sockdiag } from '../../support/command.ts';
import { csvRows } from '../../support/csv.ts';
import { validatorOf } from '../../support/schema.ts';
import { World } from '../../support/world.ts';

type Row = Record<string, unknown>;

/** What the names of UNIX sockets may hold. */
const HOSTILE = ['a\nb', '\x1b[2J', 'a,b', 'a"b', '=1+1', '-2+3', '@x', "'y", '\t', 'ä€', 'x'.repeat(106)];

/** Binds a socket to each, in a folder of its own, so that names begin with their first character. */
const BIND = `
import json, socket, sys
held = [socket.socket(socket.AF_UNIX) for _ in json.loads(sys.argv[1])]
for server, name in zip(held, json.loads(sys.argv[1])): server.bind(name.encode()), server.listen()
print('ready', flush=True)
sys.stdin.read()
`;

let world: World;
let binder: ChildProcess;
let folder: string;
before(async () => {
  world = await World.start();
  folder = mkdtempSync(join(tmpdir(), 'sockdiag-data-'));
  const child = spawn('python3', ['-c', BIND, JSON.stringify(HOSTILE)], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  binder = child;
  await once(child.stdout, 'data');
});
after(async () => {
  binder.stdin?.end();
  await once(binder, 'exit');
  rmSync(folder, { recursive: true });
  await world.stop();
});

function text(...args: string[]): string {
  const { code, stdout, stderr } = sockdiag(args);
  assert.equal(code, 0, stderr);
  return Buffer.from(stdout, 'latin1').toString('utf8');
}

const rowsOf = (...args: string[]) => JSON.parse(text(...args, '--json')) as Row[];

function validator(name: string): (row: unknown) => void {
  const validate = validatorOf(name);
  return (row) => assert.ok(validate(row), `${JSON.stringify(row)}: ${JSON.stringify(validate.errors)}`);
}

/** Without what moves by itself between two looks. */
function stable({ owners, ...rest }: SocketJSON): Row {
  const moving = { expires: 0, timer: 0, retransmits: 0, probes: 0, refCount: 0, flags: 0 };
  return { ...rest, ...moving, owners: owners?.map(({ pid, fd, name, comm }) => ({ pid, fd, name, comm })) };
}

const byCookie = (rows: readonly SocketJSON[]) => {
  const known = rows.filter(({ cookie, protocol }) => cookie !== null && protocol !== 'sctp');
  return new Map(known.map((row) => [row.cookie, stable(row)]));
};

describe('the rows of a view as data', () => {
  it('are of sockets of every kind what toJSON() gives', async () => {
    const api = async () => byCookie((await snapshot({ owners: true, ownerMethod: 'procfs' })).toJSON());
    const before = await api();
    const ours = byCookie(rowsOf('-anp', '--owners', 'procfs') as SocketJSON[]);
    const behind = await api();
    const same = [...ours.keys()].filter(
      (cookie) => before.has(cookie) && isDeepStrictEqual(before.get(cookie), behind.get(cookie)),
    );
    assert.ok(same.length > 30, `${same.length} of ${ours.size}`);
    for (const cookie of same) assert.deepEqual(ours.get(cookie), before.get(cookie));
  });

  it('are in number those that netstat lists, inet before unix', () => {
    for (const args of ['-tan', '-uan', '-ln4', '-xan', '-wan']) {
      const lines = text(args)
        .split('\n')
        .filter((line) => /^(tcp|udp|raw|unix)/.test(line));
      assert.equal(rowsOf(args).length, lines.length, args);
    }
    const families = rowsOf('-an').map(({ family }) => family === 'unix');
    assert.equal(families.lastIndexOf(false) < families.indexOf(true), true);
  });

  for (const [schema, ...views] of [
    ['socket', '-anp', '-lx', '-ancoe', '-t'],
    ['route', '-r', '-r6'],
    ['interface', '-ia'],
    ['counter', '-s', '-s6'],
    ['group', '-g'],
    ['translation', '-M'],
  ] as const) {
    it(`fit the schema of a ${schema}`, () => {
      const check = validator(schema);
      for (const view of views) for (const row of rowsOf(view.replace('c', ''))) check(row);
    });
  }

  it('fit the schema with every column that can be asked for', () => {
    const check = validator('socket');
    const columns =
      'local,remote,queue-full,process,program,pid,fd,owner-count,owners,tcpInfo,memory,mark,tos,tclass,congestion';
    const rows = rowsOf('-an', '--columns', columns);
    for (const row of rows) check(row);
    assert.ok(rows.some(({ tcpInfo }) => tcpInfo) && rows.some(({ memory }) => memory));
  });

  it('are in every format the same, whatever sockets are called', () => {
    const names = [...HOSTILE].sort();
    const pathsOf = (rows: readonly Row[]) =>
      rows.flatMap(({ path }) => (typeof path === 'string' && names.includes(path) ? [path] : [])).sort();
    assert.deepEqual(pathsOf(rowsOf('-xl')), names);
    const lines = text('-xl', '--ndjson').trimEnd().split('\n');
    assert.deepEqual(pathsOf(lines.map((line) => JSON.parse(line) as Row)), names);
    const cells = csvRows(text('-xl', '--csv')).map(({ path }) => ({ path: path?.replace(/^'/, '') }));
    assert.deepEqual(pathsOf(cells), names);
  });

  it('have the counters that netstat counts', () => {
    const counters = rowsOf('-st');
    const opened = counters.find(({ section, name }) => section === 'Tcp' && name === 'ActiveOpens');
    const [, shown] = /(\d+) active connection openings/.exec(text('-st')) ?? [];
    assert.equal(opened?.value, Number(shown));
    assert.equal(counters.find(({ name }) => name === 'MaxConn')?.value, null);
  });

  it('have each column once, however often and by whatever words it is named', () => {
    const heads = (...args: string[]) => text(...args, '--csv').split('\r\n')[0];
    assert.equal(heads('-tan', '--columns', 'state,rtt,state', '--columns', 'tcpInfo.rtt,state'), 'state,tcpInfo.rtt');
    assert.equal(heads('ls', '-t', '--columns', 'local-port,sport,localPort'), 'localPort');
    assert.equal(heads('-i', '--columns', 'name,mtu,name'), 'name,mtu');
    assert.equal(
      heads('ls', '-t', '--by', 'state,state', '--columns', 'recv-q,recvQ'),
      'key.state,count,sum.recvQ,max.recvQ',
    );
  });

  it('are one header and rows with their time, listed again and again', () => {
    const script = `"$NODE" "$COMMAND" -tlnc --interval 0.05 --csv --columns state,local-port | head -n 40`;
    const lines = shell(script).stdout.trimEnd().split('\r\n');
    assert.equal(lines[0], 'time,state,localPort');
    assert.ok(
      lines.slice(1).every((line) => /^\d{4}-\d\d-\d\dT[\d:.]+Z,LISTEN,\d+$/.test(line)),
      lines.join('\n'),
    );
  });
});

function shell(script: string): { status: number | null; stdout: string; stderr: string } {
  const env = { ...process.env, NODE: process.execPath, COMMAND };
  return spawnSync('bash', ['-o', 'pipefail', '-c', script], { encoding: 'utf8', env });
}

describe('data that cannot be written, or is not to be', () => {
  it('ends quietly with its reader', () => {
    const { stderr } = shell('"$NODE" "$COMMAND" -an --ndjson | head -n 1 > /dev/null');
    assert.equal(stderr, '');
  });

  it('is an error where the disk is full', () => {
    const { status, stderr } = shell('"$NODE" "$COMMAND" -an --json > /dev/full');
    assert.equal(status, 1);
    assert.match(stderr, /^sockdiag: [^\n]*no space left on device[^\n]*\n$/i);
  });

  it('ends by SIGINT between two lines', async () => {
    const child = spawn(process.execPath, [COMMAND, '-tan', '-c', '--interval', '0.02', '--ndjson']);
    let stdout = '';
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (bytes) => {
        stdout += bytes;
        if (stdout.length > 20_000) child.kill('SIGINT');
      });
      child.on('close', (code, signal) => {
        assert.deepEqual([code, signal], [null, 'SIGINT']);
        resolve();
      });
    });
    for (const line of stdout.trimEnd().split('\n')) assert.equal(typeof JSON.parse(line).time, 'string');
  });

  for (const [args, line] of [
    ['-c --json', '--json: an array never ends with -c: use --ndjson'],
    ['-A ipx --csv', '--csv: there are none of Bluetooth and the legacy families'],
    ['-f --ndjson', '--ndjson: there are none of Bluetooth and the legacy families'],
    ['-gt --json', '--json: -g has rows of its own: list sockets without it'],
    ['-rC --json', '--json: there is no -C'],
    ['--columns rtt', '--columns wants --json, --ndjson or --csv'],
    ['--json --csv', '--json and --csv: only one of them can be'],
    ['--json --columns rttt', "--columns: there is no 'rttt': did you mean rtt?"],
    ['-r --json --columns gatway', "--columns: there is no 'gatway': did you mean gateway?"],
    ['--json --columns a,,b', "--columns wants names with commas between them, not 'a,,b'"],
  ] as const) {
    it(`is refused of ${args} with one line`, () =>
      assert.deepEqual(sockdiag(args.split(' ')), { code: 3, stdout: '', stderr: `sockdiag: ${line}\n` }));
  }
});
