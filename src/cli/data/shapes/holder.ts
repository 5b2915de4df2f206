import type { Ancestor, AskedState, Container, ContainerRuntime, Holder, HolderProcess } from '../../../index.ts';
import { NAMED_PROTOCOLS, SOCKET_TYPES, STATES } from '../../../uapi/sockets.ts';
import type { Shape, ShapesOf } from '../shape.ts';

const NUMBER = { is: 'number' } as const;
const NUMBER_OR_NULL = { is: 'number', orNull: true } as const;
const TEXT = { is: 'text' } as const;
const TEXT_OR_NULL = { is: 'text', orNull: true } as const;

const STATES_HELD: readonly AskedState[] = [...STATES, 'BOUND_INACTIVE'];
const RUNTIMES: readonly ContainerRuntime[] = ['docker', 'containerd', 'cri-o', 'podman', 'lxc', 'systemd-nspawn'];

const CONTAINER: ShapesOf<Container> = {
  runtime: { is: 'text', words: RUNTIMES, orNull: true },
  id: { ...TEXT, doc: '64 hexadecimal digits, or of LXC and systemd-nspawn its name.' },
};

const CONTAINED: Shape = { is: 'object', members: CONTAINER, required: 'all', orNull: true };
const UNIT = { ...TEXT_OR_NULL, doc: "Its unit of systemd's, by the name that systemctl takes." } as const;
const COMM = { ...TEXT, doc: 'What the kernel calls it, at most 15 bytes.' } as const;

const ANCESTOR: ShapesOf<Ancestor> = {
  pid: NUMBER,
  comm: COMM,
  uid: { ...NUMBER_OR_NULL, doc: 'Its effective user.' },
  unit: UNIT,
  container: CONTAINED,
};

export const PROCESS: ShapesOf<HolderProcess> = {
  pid: NUMBER,
  fds: { is: 'list', of: NUMBER, doc: 'Its descriptors of the socket, ascending.' },
  name: { ...TEXT, doc: "The program's name, as netstat shows it." },
  comm: COMM,
  uid: { ...NUMBER_OR_NULL, doc: 'Its effective user.' },
  commandLine: { is: 'list', of: TEXT, orNull: true, doc: 'Its arguments, from 4096 bytes at most.' },
  commandLineCut: { is: 'boolean', doc: 'It may have more arguments, or longer ones.' },
  since: { is: 'time', orNull: true, doc: 'When it was started.' },
  cgroup: { ...TEXT_OR_NULL, doc: 'The path of its cgroup that says most.' },
  unit: UNIT,
  slice: { ...TEXT_OR_NULL, doc: "The innermost slice of systemd's." },
  container: CONTAINED,
  pod: { ...TEXT_OR_NULL, doc: 'The uid of the pod of Kubernetes.' },
  parents: {
    is: 'list',
    of: { is: 'object', members: ANCESTOR, required: 'all' },
    doc: 'What started it, its parent first.',
  },
  inheritedFrom: { ...NUMBER_OR_NULL, doc: 'The pid of the nearest ancestor that holds the socket too.' },
};

export const HOLDER: ShapesOf<Holder> = {
  protocol: { is: 'text', words: NAMED_PROTOCOLS },
  family: { is: 'text', words: ['inet', 'inet6', 'unix'] },
  state: { is: 'text', words: STATES_HELD },
  localAddress: { ...TEXT, doc: 'Empty for a UNIX socket.' },
  localPort: NUMBER,
  remoteAddress: TEXT,
  remotePort: { ...NUMBER, doc: '0 for none.' },
  path: { ...TEXT_OR_NULL, doc: "A UNIX socket's name, `@` for the NUL that an abstract one begins with." },
  type: { is: 'text', words: SOCKET_TYPES, orNull: true, doc: 'Of a UNIX socket.' },
  interface: { ...NUMBER_OR_NULL, doc: 'Index of the interface it is bound to; 0 for none.' },
  uid: { ...NUMBER_OR_NULL, doc: 'Who made it; null where the kernel does not say, as of TIME_WAIT.' },
  inode: { ...NUMBER_OR_NULL, doc: '0 for one without a file, which no process holds.' },
  expires: { ...NUMBER_OR_NULL, doc: 'Until its timer fires, in ms.' },
  count: { ...NUMBER, doc: 'How many sockets this stands for.' },
  owners: {
    is: 'list',
    of: { is: 'object', members: PROCESS, required: 'all' },
    doc: 'Lowest pid first. Empty where no process holds it, or none that may be looked into.',
  },
};
