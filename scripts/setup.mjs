// Sets up a checkout: dependencies, addon, TypeScript. Each step runs only when what it is made from has changed since.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(join(dirname(fileURLToPath(import.meta.url)), '..'));

const say = (message) => process.stderr.write(`sockdiag set-up: ${message}\n`);

/** Each step: the files it is made from, what else decides it, and the stamp that remembers both. */
const STEPS = [
  {
    name: 'dependencies',
    stamp: 'node_modules/.sockdiag-stamp',
    inputs: ['package-lock.json'],
    run: installDependencies,
  },
  {
    name: 'addon',
    stamp: 'build/sockdiag-stamp',
    inputs: ['native', 'binding.gyp'],
    also: buildTools,
    run: buildAddon,
  },
  {
    name: 'TypeScript',
    stamp: 'dist/.sockdiag-stamp',
    inputs: [
      'src',
      'tsconfig.json',
      'tsconfig.build.json',
      'scripts/bundle.mjs',
      'scripts/command-parts.mjs',
      'scripts/parts.mjs',
      'scripts/package',
      'api/extractor.json',
      'package.json',
    ],
    run: compile,
  },
];

export function setUp({ force = false } = {}) {
  for (const { stamp, inputs, also, run } of STEPS) {
    const wanted = digest(inputs, also?.());
    if (!force && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) continue;
    run();
    mkdirSync(dirname(stamp), { recursive: true });
    writeFileSync(stamp, wanted);
  }
}

function digest(inputs, also) {
  const hash = createHash('sha256').update(JSON.stringify([process.version, process.arch, also]));
  for (const file of inputs.flatMap(filesOf)) hash.update(file).update(readFileSync(file));
  return hash.digest('hex');
}

function filesOf(path) {
  // Tests of the addon's parts are no part of it.
  if (path === 'native/test') return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesOf(join(path, name)));
}

/** Runs a tool. What it prints is shown only when it fails, and on stderr: stdout is the command's. */
function run(command, args) {
  const { error, status, stdout, stderr } = spawnSync(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  if (error) throw error;
  if (status !== 0) process.stderr.write(Buffer.concat([stdout, stderr]));
  return status === 0;
}

function must(command, args) {
  if (run(command, args)) return;
  say(`${command} ${args.join(' ')} failed`);
  process.exit(1);
}

function installDependencies() {
  say('installing development dependencies (npm ci)');
  must('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}

/** The tools the addon needs and this machine lacks. */
function buildTools() {
  const tools = {
    'C++ compiler': process.env.CXX ? [process.env.CXX] : ['c++', 'g++', 'clang++'],
    make: ['make'],
    python3: ['python3', 'python'],
  };
  return Object.keys(tools).filter((tool) => !tools[tool].some(onPath));
}

function onPath(name) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function buildAddon() {
  rmSync('build', { recursive: true, force: true });
  const missing = buildTools();
  if (process.platform !== 'linux') return say('the addon is for Linux alone; going on without it');
  if (missing.length > 0) {
    return say(
      `no addon, because this machine has no ${missing.join(', no ')}; going on in TypeScript alone, which is slower`,
    );
  }
  say('building the addon (node-gyp)');
  const args = ['node_modules/node-gyp/bin/node-gyp.js', 'rebuild', '--loglevel=error', ...localHeaders()];
  if (!run(process.execPath, args)) say('the addon could not be built; going on in TypeScript alone');
}

/** Node's headers where the machine has those of this very Node: then nothing is downloaded. */
function localHeaders() {
  const folder = join(dirname(process.execPath), '..');
  const header = join(folder, 'include/node/node_version.h');
  if (!existsSync(header)) return [];
  const text = readFileSync(header, 'utf8');
  const number = (part) => new RegExp(`#define NODE_${part}_VERSION (\\d+)`).exec(text)?.[1];
  const version = `v${number('MAJOR')}.${number('MINOR')}.${number('PATCH')}`;
  return version === process.version ? [`--nodedir=${folder}`] : [];
}

function compile() {
  say('compiling TypeScript (tsc, esbuild)');
  // Beside the old one, which goes on working should this fail.
  const folder = 'build-dist';
  const modules = `${folder}/modules`;
  rmSync(folder, { recursive: true, force: true });
  must(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', modules]);
  must(process.execPath, ['scripts/package/library.mjs', folder]);
  must(process.execPath, ['scripts/package/types.mjs', modules, folder]);
  must(process.execPath, ['scripts/bundle.mjs', folder]);
  for (const [made, place] of [
    [modules, 'build-modules'],
    [folder, 'dist'],
  ]) {
    rmSync(place, { recursive: true, force: true });
    renameSync(made, place);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setUp({ force: process.argv.includes('--force') });
