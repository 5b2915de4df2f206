import assert from 'node:assert/strict';
import { it } from 'node:test';

interface ShownSocket {
  protocol: string;
  family: string;
  state: string | null;
  localAddress?: string;
  localPort?: number;
  remoteAddress?: string;
  remotePort?: number;
  path?: string | null;
  owners?: { pid: number; name: string }[];
}

interface ShownReport {
  addonMissing?: string;
  addonPath?: string;
  sources: Record<string, { source: string; reason?: string }>;
  owners?: { method: string; reason?: string; complete: boolean };
}

/** A line of test/package/programs/show.mjs, or of the machine that runs it. */
export interface ShownLine {
  step: string;
  error?: string;
  report: ShownReport;
  sockets: ShownSocket[];
  changes: { type: string; state: string; owners: { pid: number }[] }[];
  code: number;
  stdout: string;
  stderr: string;
  addons: string[];
  machine: string;
  kernel: string;
  versions: Record<string, string>;
  pid: number;
  tcp: number;
  tcp6: number;
  udp: number;
  client: number;
  unix: string;
}

/** What the program showed, by its steps. */
export class Shown {
  readonly #lines: ReadonlyMap<string, ShownLine>;

  constructor(readonly output: string) {
    const lines = output.split('\n').filter((line) => line.startsWith('{'));
    this.#lines = new Map(lines.map((line) => JSON.parse(line) as ShownLine).map((line) => [line.step, line]));
  }

  /** Of a step that was taken and did not fail. */
  at(step: string): ShownLine {
    const line = this.#lines.get(step);
    assert.ok(line, `no line of "${step}":\n${this.output}`);
    assert.equal(line.error, undefined, step);
    return line;
  }

  errorAt(step: string): string | undefined {
    return this.#lines.get(step)?.error;
  }

  /** The sockets that the program opened, as the listing of a step should have them. */
  get opened(): string[] {
    const { tcp, tcp6, udp, client, unix } = this.at('opened');
    return [
      `tcp 127.0.0.1:${tcp} 0.0.0.0:0 LISTEN`,
      `tcp 127.0.0.1:${tcp} 127.0.0.1:${client} ESTABLISHED`,
      `tcp 127.0.0.1:${client} 127.0.0.1:${tcp} ESTABLISHED`,
      `tcp [::1]:${tcp6} [::]:0 LISTEN`,
      `udp 127.0.0.1:${udp} 0.0.0.0:0 CLOSE`,
      `unix ${unix} LISTEN`,
    ].sort();
  }

  /** Where a step's rows came from: each source once. */
  sources(step: string): string[] {
    return [...new Set(Object.values(this.at(step).report.sources).map(({ source }) => source))];
  }

  listed(step: string): string[] {
    return this.at(step).sockets.map(brief).sort();
  }
}

function brief({ protocol, family, state, path, ...at }: ShownSocket): string {
  if (protocol === 'unix') return `unix ${path} ${state}`;
  const host = (address?: string) => (family === 'inet6' ? `[${address}]` : address);
  return `${protocol} ${host(at.localAddress)}:${at.localPort} ${host(at.remoteAddress)}:${at.remotePort} ${state}`;
}

/** What should hold of what is shown. */
type Check = readonly [name: string, check: (shown: Shown) => void];

/** What holds with an addon and without. */
export const SHOWN_WITHOUT_ADDON: readonly Check[] = [
  ['lists the same from /proc', (shown) => assert.deepEqual(shown.listed('procfs'), shown.opened)],
  [
    'follows a listener that comes and goes',
    (shown) => {
      const changes = shown.at('watch').changes.filter(({ type }) => type !== 'owner');
      assert.deepEqual(
        changes.map(({ type, state }) => `${type} ${state}`),
        ['opened LISTEN', 'closed LISTEN'],
      );
      assert.deepEqual(pids(changes.at(-1)), [shown.at('opened').pid]);
    },
  ],
  [
    'runs the command, which writes what netstat writes',
    (shown) => {
      const [ours, theirs, { pid, tcp }] = [shown.at('command'), shown.at('netstat'), shown.at('opened')];
      assert.equal(ours.stdout, theirs.stdout);
      assert.match(ours.stdout, new RegExp(`:${tcp} .* LISTEN +${pid}/`));
      assert.deepEqual([ours.code, ours.stderr], [0, '']);
    },
  ],
];

/** What holds of a package that has its addon, on whatever shows it. `addon` is the one file that should be loaded. */
export function shownWithAddon(addon: () => string): readonly Check[] {
  return [
    [
      'loads one addon, from its own folder in node_modules, and says which',
      (shown) => {
        const { addonMissing, addonPath } = shown.at('snapshot').report;
        assert.deepEqual([addonMissing, addonPath], [undefined, addon()]);
        assert.deepEqual([...new Set(shown.at('end').addons)], [addon()]);
      },
    ],
    [
      'lists sockets over netlink',
      (shown) => {
        assert.deepEqual(shown.sources('snapshot'), ['netlink']);
        assert.deepEqual(shown.listed('snapshot'), shown.opened);
      },
    ],
    ['finds who holds them by BPF', (shown) => assertOwned(shown, 'bpf')],
    ['finds who holds them by /proc', (shown) => assertOwned(shown, 'procfs')],
    ...SHOWN_WITHOUT_ADDON,
  ];
}

/** A test of each. */
export function itShows(checks: readonly Check[], shown: () => Shown): void {
  for (const [name, check] of checks) it(name, () => check(shown()));
}

function assertOwned(shown: Shown, method: string): void {
  const step = `owners by ${method}`;
  const { report, sockets } = shown.at(step);
  assert.equal(report.owners?.method, method);
  assert.deepEqual(shown.listed(step), shown.opened);
  for (const socket of sockets) {
    assert.deepEqual(pids(socket), [shown.at('opened').pid], brief(socket));
    assert.notEqual(socket.owners?.[0]?.name, '', brief(socket));
  }
}

const pids = (held?: { owners?: { pid: number }[] }) => held?.owners?.map(({ pid }) => pid);
