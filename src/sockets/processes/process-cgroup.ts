import { decodeText } from '../../base/text.ts';
import { type CgroupPlace, cgroupPlace, NOWHERE } from './cgroup-path.ts';

/** A line of `/proc/<pid>/cgroup`: the cgroup in one hierarchy, cgroups(7). */
export interface CgroupLine {
  /** Empty for version 2, `name=systemd` for systemd's own hierarchy of version 1, else controllers with commas between them. */
  controllers: string;
  /** From the root of the reader's cgroup namespace on. */
  path: string;
}

const LINE = /^\d+:([^:\n]*):(\/.*)$/;
/** What the kernel writes behind the path of a cgroup that was removed while its processes end. */
const DELETED = / \(deleted\)$/;

/** Parses that file. Lines that are none are left out, and one that was cut off is one: it has no end. */
export function parseProcessCgroup(bytes: Uint8Array): CgroupLine[] {
  const lines = decodeText(bytes).split('\n');
  return lines.slice(0, -1).flatMap((line) => {
    const [, controllers, path] = LINE.exec(line) ?? [];
    return controllers === undefined || path === undefined
      ? []
      : [{ controllers, path: path.replace(DELETED, '') || '/' }];
  });
}

/** A process's cgroup, and what its path says. */
export interface ProcessPlace extends CgroupPlace {
  /** The path that says it; null where none is known. */
  cgroup: string | null;
}

/**
 * Which of the paths says most: any that names a container, else version 2's, systemd's and the controllers', in this order. Where both versions
 * are mounted, version 2 may have a container's processes in the cgroup of what started them.
 */
export function placeOf(lines: readonly CgroupLine[]): ProcessPlace {
  const places = [...lines]
    .sort((a, b) => rank(a) - rank(b))
    .map(({ path }): ProcessPlace => ({ cgroup: path, ...cgroupPlace(path) }));
  return (
    places.find(({ container }) => container) ??
    places.find(({ unit }) => unit) ??
    places.find(({ slice }) => slice) ??
    places[0] ?? { cgroup: null, ...NOWHERE }
  );
}

function rank({ controllers }: CgroupLine): number {
  return controllers === '' ? 0 : controllers === 'name=systemd' ? 1 : 2;
}
