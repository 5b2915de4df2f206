import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageFile } from '../../src/package-root.ts';
import { has } from './command.ts';

/** What `npm pack --json` says of a tarball. */
export interface PackList {
  filename: string;
  /** In bytes, of the tarball. */
  size: number;
  unpackedSize: number;
  shasum: string;
  files: { path: string; size: number; mode: number }[];
}

/** The package as `npm install` brings it to a project that has nothing else. */
export interface Packed {
  tarball: string;
  list: PackList;
  /** An empty project that depends on the tarball. Several tests share it: one that writes into it takes a newProject(). */
  project: string;
  /** The package in that project. */
  folder: string;
  /** The command as npm links it. */
  command: string;
}

/** Why the package cannot be packed here; undefined where it can. */
export const packedMissing: string | undefined = reasonNotToPack();

/** The addon that this machine's Node takes from the package. */
export const PREBUILD = `prebuilds/${process.platform}-${process.arch}-glibc.node`;

/** Why the packed package has no addon for this machine; undefined where it has one. */
export const prebuildMissing: string | undefined =
  packedMissing ?? (existsSync(packageFile(PREBUILD)) ? undefined : `no ${PREBUILD}: run npm run prebuild`);

const FOLDERS = join(tmpdir(), `sockdiag-packed-${process.getuid?.() ?? 0}`);
const DAY_MS = 86_400_000;

function reasonNotToPack(): string | undefined {
  if (!has('npm')) return 'npm is not installed';
  return existsSync(packageFile('dist/index.js')) ? undefined : 'no dist: run npm run setup';
}

/**
 * Packs and installs what dist/ and prebuilds/ hold now, without running a script. The folder is called after what is packed, so that
 * the files and processes of one test run, and the next run, share it.
 */
export function packed(): Packed {
  made ??= find();
  return made;
}

let made: Packed | undefined;

function find(): Packed {
  const place = join(FOLDERS, digestOfSources());
  if (!existsSync(place)) make(place);
  // Its age says when it was last wanted.
  utimesSync(place, new Date(), new Date());
  const [list] = JSON.parse(readFileSync(join(place, 'pack.json'), 'utf8')) as [PackList];
  const project = join(place, 'project');
  return {
    tarball: join(place, list.filename),
    list,
    project,
    folder: join(project, 'node_modules/sockdiag'),
    command: join(project, 'node_modules/.bin/sockdiag'),
  };
}

/** A project with the package that nobody else sees; its maker removes it. */
export function newProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sockdiag-project-'));
  cpSync(packed().project, folder, { recursive: true, verbatimSymlinks: true });
  return folder;
}

/** Made beside the place and renamed into it: whoever finds the place finds it whole, and of two that make it one wins. */
function make(place: string): void {
  mkdirSync(FOLDERS, { recursive: true, mode: 0o700 });
  removeOld();
  const making = mkdtempSync(join(FOLDERS, 'making-'));
  const output = npm(['pack', '--json', '--ignore-scripts', '--pack-destination', making], packageFile(''));
  writeFileSync(join(making, 'pack.json'), output);
  const [{ filename }] = JSON.parse(output) as [PackList];
  const project = join(making, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "name": "project", "version": "1.0.0", "private": true }\n');
  npm(['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', `../${filename}`], project);
  try {
    renameSync(making, place);
  } catch (error) {
    if (!existsSync(place)) throw error;
    rmSync(making, { recursive: true });
  }
}

/** Runs npm as somebody would at a prompt: not with the settings of the npm that runs the tests. */
export function npm(args: readonly string[], cwd: string): string {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));
  const { status, stdout, stderr, error } = spawnSync('npm', args, { cwd, env, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (error) throw error;
  if (status !== 0) throw new Error(`npm ${args.join(' ')}: ${stderr}`);
  return stdout;
}

function removeOld(): void {
  for (const name of readdirSync(FOLDERS)) {
    const folder = join(FOLDERS, name);
    const age = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > DAY_MS) rmSync(folder, { recursive: true, force: true });
  }
}

/** Of every file that may be packed, and of what says which are. */
function digestOfSources(): string {
  const hash = createHash('sha256');
  const { files } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8')) as { files: string[] };
  const named = files.filter((name) => /^\w/.test(name)).map((name) => name.split('/')[0] as string);
  for (const path of ['package.json', 'README.md', 'LICENSE', ...new Set(named)].flatMap(filesBelow)) {
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(packageFile(path)));
  }
  return hash.digest('hex').slice(0, 32);
}

function filesBelow(path: string): string[] {
  const status = statSync(packageFile(path), { throwIfNoEntry: false });
  if (!status?.isDirectory()) return status ? [path] : [];
  return readdirSync(packageFile(path))
    .sort()
    .flatMap((name) => filesBelow(`${path}/${name}`));
}
