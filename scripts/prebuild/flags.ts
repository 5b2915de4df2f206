import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TARGETS, type TargetName } from './targets.ts';

/** The part of binding.gyp that both builds of the addon follow. */
interface GypTarget {
  sources: string[];
  include_dirs: string[];
  dependencies: string[];
  defines: string[];
  cflags_cc: string[];
  libraries: string[];
  ldflags: string[];
}

/** What node-addon-api's target of that name defines (node_addon_api.gyp, except.gypi). */
const ADDON_API_DEFINES: Readonly<Record<string, readonly string[]>> = {
  node_addon_api_except_all: ['NAPI_CPP_EXCEPTIONS', 'NODE_ADDON_API_CPP_EXCEPTIONS_ALL'],
};

/** What node-gyp adds of itself. */
const GYP_DEFINES = ['NODE_GYP_MODULE_NAME=sockdiag', 'BUILDING_NODE_EXTENSION'];

/** -Oz: a search for owners and a dump take the time that they take with -O2, for it is the kernel's; the file is a seventh smaller. */
const COMPILE = ['-Oz', '-fPIC', '-ffunction-sections', '-fdata-sections'];

/**
 * nodelete: libc++abi has a destructor for each thread that caught an exception, and a worker ends its thread after Node has unloaded
 * the addon.
 */
const LINK = ['-shared', '-s', ...['relro', 'now', 'noexecstack', 'nodelete'].map((word) => `-Wl,-z,${word}`)];

/** Beside what binding.gyp lists: what only these builds need. All paths are from the checkout. */
export const EXPORTS = 'scripts/prebuild/exports.map';
export const GLIBC_SOURCE = 'scripts/prebuild/fstatat.cc';

/** The arguments of the compiler, all but its own place and the result's. `headers`: node-api-headers' folder. */
export function compilerArguments(checkout: string, target: TargetName, headers: string): string[] {
  const gyp = readGyp(checkout);
  return [
    ...['-target', TARGETS[target], ...COMPILE, ...gyp.cflags_cc],
    ...[...GYP_DEFINES, ...gyp.defines, ...addonApiDefines(gyp)].map((define) => `-D${define}`),
    ...gyp.include_dirs.map((folder) => `-I${folder}`),
    ...['-isystem', 'node_modules/node-addon-api', '-isystem', headers],
    ...[...gyp.sources, ...(target.endsWith('-glibc') ? [GLIBC_SOURCE] : [])],
    ...[...LINK, `-Wl,--version-script=${EXPORTS}`, ...gyp.ldflags, ...gyp.libraries],
  ];
}

/** binding.gyp is kept as plain JSON, which gyp reads too. */
function readGyp(checkout: string): GypTarget {
  const { targets } = JSON.parse(readFileSync(join(checkout, 'binding.gyp'), 'utf8')) as { targets: GypTarget[] };
  const [target] = targets;
  if (!target || targets.length > 1) throw new Error('binding.gyp has not one target: say in scripts/prebuild which');
  return target;
}

function addonApiDefines({ dependencies }: GypTarget): readonly string[] {
  const [name, ...more] = dependencies.map((dependency) => dependency.slice(dependency.lastIndexOf(':') + 1));
  const defines = ADDON_API_DEFINES[name ?? ''];
  if (!defines || more.length > 0) {
    throw new Error(`binding.gyp depends on ${dependencies}: say in scripts/prebuild/flags.ts what that defines`);
  }
  return defines;
}
