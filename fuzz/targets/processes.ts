import { parseProcessUid } from '../../src/sockets/owners/process-uid.ts';
import { parseProcessArguments } from '../../src/sockets/processes/process-arguments.ts';
import { parseProcessCgroup, placeOf } from '../../src/sockets/processes/process-cgroup.ts';
import { parseBootTime, parseProcessStat } from '../../src/sockets/processes/process-stat.ts';
import { texts } from '../corpus.ts';
import { changeBytes } from '../mutators/bytes.ts';
import { textLines } from '../mutators/lines.ts';
import type { Target } from '../target.ts';
import { linesOf } from './text-lines.ts';

const ID = '3f4e1c0a'.repeat(8);
const POD = '6a1e5c4b_0f5e_4b86_9a3c_1d2e3f405162';
const latin1 = (input: Uint8Array) => Buffer.from(input).toString('latin1');

const cgroup: Target = {
  name: 'processes/cgroup',
  seeds: () =>
    texts(
      '0::/system.slice/nginx.service\n',
      `12:pids:/docker/${ID}\n1:name=systemd:/docker/${ID}\n0::/system.slice/containerd.service\n`,
      `0::/kubepods.slice/kubepods-pod${POD}.slice/cri-containerd-${ID}.scope\n`,
      `0::/kubepods/burstable/pod${POD}/${ID}\n0::/machine.slice/libpod-conmon-${ID}.scope\n`,
      '0::/lxc.payload.web/init.scope\n0::/machine.slice/machine-my\\x2dweb.scope/payload\n1:cpu:/a (deleted)\n',
    ),
  mutate: textLines,
  run: (input) => {
    const lines = parseProcessCgroup(input);
    const place = placeOf(lines);
    return {
      value: { lines, place },
      disagreement: () => {
        if (lines.length > linesOf(input).length) return `${lines.length} cgroups in ${linesOf(input).length} lines`;
        const { unit, slice, cgroup: path } = place;
        return [unit, slice].every((name) => name === null || path?.includes(name)) ? undefined : `${unit} ${slice}`;
      },
    };
  },
};

const stat: Target = {
  name: 'processes/stat',
  seeds: () =>
    texts(
      '900 (nginx) S 812 900 900 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 123456 99 1 2 3 0 0 0 0\n',
      '1 (a) (b)\n) R 0 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 7 0 0\n',
    ),
  mutate: changeBytes,
  run: (input) => {
    const read = parseProcessStat(input);
    return {
      value: read ? { ...read, comm: latin1(read.comm) } : null,
      // What is behind the last bracket is as the manual page has it.
      disagreement: () => {
        const rest = /^[^(]*\([\s\S]*\) [A-Za-z] ([^ ]*) (?:[^ ]* ){17}([^ ]*) /.exec(latin1(input)) ?? [];
        if (!read) return undefined;
        return Number(rest[1]) === read.parent && Number(rest[2]) === read.startTicks ? undefined : `${rest.slice(1)}`;
      },
    };
  },
};

const numbers: Target = {
  name: 'processes/numbers',
  seeds: () =>
    texts(
      'Name:\tnginx\nUmask:\t0022\nUid:\t0\t33\t0\t33\nGid:\t0\t0\t0\t0\n',
      'cpu 1 2 3\nbtime 1700000000\nprocesses 5\n',
    ),
  mutate: textLines,
  run: (input) => ({ value: { uid: parseProcessUid(input) ?? null, boot: parseBootTime(input) ?? null } }),
};

const MOST = 64;

const argumentList: Target = {
  name: 'processes/arguments',
  seeds: () => texts('nginx\0-g\0\0daemon off;\0', 'nginx: worker process\0\0\0', '\0', 'x'.repeat(MOST)),
  mutate: changeBytes,
  run: (input) => {
    const read = parseProcessArguments(input, MOST);
    return {
      value: read,
      disagreement: () => (read.args.at(-1) === '' ? 'an empty argument at the end' : undefined),
    };
  },
};

/** What /proc says of a process. */
export const PROCESSES: readonly Target[] = [cgroup, stat, numbers, argumentList];
