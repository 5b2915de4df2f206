/** What runs containers, as far as the path of a cgroup tells them apart. */
export type ContainerRuntime = 'docker' | 'containerd' | 'cri-o' | 'podman' | 'lxc' | 'systemd-nspawn';

/** A container. */
export interface Container {
  /** Null where only the path's form says that it is one: an id below a folder that any runtime may have made. */
  runtime: ContainerRuntime | null;
  /** As the runtime has it: 64 hexadecimal digits, or of LXC and systemd-nspawn its name. */
  id: string;
}

/** Where a process belongs, as the path of its cgroup says. */
export interface CgroupPlace {
  /** The innermost unit of systemd's, by the name that systemctl takes: `nginx.service`, `a\x2db.service`. */
  unit: string | null;
  /** The innermost slice. */
  slice: string | null;
  /** The innermost container: the process is in it, or watches over it, as conmon and lxc's monitor do. */
  container: Container | null;
  /** The uid of a pod of Kubernetes, with dashes; of a static pod 32 digits. */
  pod: string | null;
}

export const NOWHERE: CgroupPlace = { unit: null, slice: null, container: null, pod: null };

/** A container by one part of the path. The first group is its id. */
interface Rule {
  part: RegExp;
  runtime: ContainerRuntime | null;
  /** What the part before must be, or one of those before. */
  below?: RegExp;
  belowAny?: RegExp;
  /** Of an id that systemd has escaped. */
  escaped?: true;
}

const ID = '([0-9a-f]{64})';

/** The first that fits counts. A scope is what the systemd driver makes, a bare id what the cgroupfs driver does. */
const CONTAINERS: readonly Rule[] = [
  { part: RegExp(`^docker-${ID}\\.scope$`), runtime: 'docker' },
  { part: RegExp(`^(?:cri-containerd|containerd|nerdctl)-${ID}\\.scope$`), runtime: 'containerd' },
  { part: RegExp(`^crio-(?:conmon-)?${ID}(?:\\.scope)?$`), runtime: 'cri-o' },
  // With payload: in the cgroup of the unit that podman runs in, as Quadlet has it.
  { part: RegExp(`^libpod-(?:conmon-|payload-)?${ID}(?:\\.scope)?$`), runtime: 'podman' },
  // The systemd driver's path with the cgroupfs driver: it is one folder then.
  { part: RegExp(`^[^:]*:docker:${ID}$`), runtime: 'docker' },
  { part: RegExp(`^[^:]*:(?:cri-containerd|containerd|nerdctl):${ID}$`), runtime: 'containerd' },
  { part: RegExp(`^[^:]*:crio:${ID}$`), runtime: 'cri-o' },
  { part: RegExp(`^[^:]*:libpod:${ID}$`), runtime: 'podman' },
  { part: RegExp(`^${ID}$`), runtime: 'docker', below: /^docker$/ },
  // Namespaces of containerd's.
  { part: RegExp(`^${ID}$`), runtime: 'containerd', below: /^(?:default|k8s\.io|moby)$/ },
  { part: RegExp(`^${ID}$`), runtime: 'docker', belowAny: /^ecs$/ },
  { part: RegExp(`^${ID}$`), runtime: null },
  { part: /^([0-9a-f]{32}-\d+)$/, runtime: null, belowAny: /^ecs$/ },
  { part: /^lxc\.(?:payload|monitor)\.(.+)$/, runtime: 'lxc' },
  { part: /^(.+)$/, runtime: 'lxc', below: /^lxc(?:\.payload|\.monitor)?$/ },
  // libvirt's containers have a number before their names; its virtual machines are none.
  { part: /^machine-lxc\\x2d\d+\\x2d(.+)\.scope$/, runtime: 'lxc', escaped: true },
  { part: /^machine-(?!qemu\\x2d)(.+)\.scope$/, runtime: 'systemd-nspawn', escaped: true },
  { part: /^systemd-nspawn@(.+)\.service$/, runtime: 'systemd-nspawn', escaped: true },
];

const UNIT = /\.(?:service|scope|socket|mount|swap)$/;
const SLICE = /\.slice$/;
const KUBEPODS = /(?:^|[/-])kubepods(?:[./-]|$)/;
const POD = /(?:^|-)pod([0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}|[0-9a-f]{32})(?:\.slice(?::|$)|$)/;

/** What the path of a cgroup says of the processes in it, whatever it is mounted below. Pure. */
export function cgroupPlace(path: string): CgroupPlace {
  const parts = path.split('/').filter((part) => part !== '' && part !== '..');
  const place: CgroupPlace = { ...NOWHERE };
  for (const [at, part] of parts.entries()) {
    // systemd puts `_` before a name that could be taken for a file of the kernel's.
    const name = part.replace(/^_/, '');
    if (SLICE.test(name)) place.slice = name;
    else if (UNIT.test(name)) place.unit = name;
    place.container = containerOf(part, parts.slice(0, at)) ?? place.container;
  }
  if (KUBEPODS.test(path)) place.pod = podOf(parts);
  return place;
}

function containerOf(part: string, before: readonly string[]): Container | undefined {
  for (const { part: pattern, runtime, below, belowAny, escaped } of CONTAINERS) {
    const [, id] = pattern.exec(part) ?? [];
    if (id === undefined) continue;
    if (below && !below.test(before.at(-1) ?? '')) continue;
    if (belowAny && !before.some((each) => belowAny.test(each))) continue;
    return { runtime, id: escaped ? unescaped(id) : id };
  }
  return undefined;
}

function podOf(parts: readonly string[]): string | null {
  for (const part of parts.toReversed()) {
    const [, uid] = POD.exec(part) ?? [];
    if (uid !== undefined) return uid.replaceAll('_', '-');
  }
  return null;
}

/** systemd-escape(1): `\x2d` is a dash, and a dash a slash, which no machine's name has. */
function unescaped(name: string): string {
  const bytes = name.replace(/\\x([0-9a-f]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
