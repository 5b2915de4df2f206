/** What is built: a target's name is its file's in prebuilds/, and its value what zig calls it. */
export const TARGETS = {
  // The glibc of CentOS 7: older than any that a Node 20 runs on.
  'linux-x64-glibc': 'x86_64-linux-gnu.2.17',
  'linux-x64-musl': 'x86_64-linux-musl',
  'linux-arm64-glibc': 'aarch64-linux-gnu.2.17',
  'linux-arm64-musl': 'aarch64-linux-musl',
} as const;

export type TargetName = keyof typeof TARGETS;

export const TARGET_NAMES = Object.keys(TARGETS) as TargetName[];

export const fileOf = (target: TargetName): string => `${target}.node`;

export function isTarget(name: string): name is TargetName {
  return Object.hasOwn(TARGETS, name);
}
