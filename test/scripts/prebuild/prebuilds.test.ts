import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { currentPrebuilds, readManifest } from '../../../scripts/prebuild/manifest.ts';
import { sourcesDigest } from '../../../scripts/prebuild/sources.ts';
import { fileOf, TARGET_NAMES, TARGETS } from '../../../scripts/prebuild/targets.ts';
import { packageFile } from '../../../src/package-root.ts';
import { brokenRules, type Rules } from '../../support/prebuild-rules.ts';
import { skipUnless } from '../../support/skip.ts';

const FOLDER = packageFile('prebuilds/');
const BUILT_HERE = packageFile('build/Release/sockdiag.node');

const current = currentPrebuilds(FOLDER, sourcesDigest(packageFile('')));
const missing = TARGET_NAMES.filter((name) => !current[name]);
const skip = skipUnless(missing.length === 0, `npm run prebuild has not made ${missing.join(', ')} from these sources`);

function rulesOf(name: string): Rules {
  const [, machine, libc] = name.split('-');
  return { machine, libc } as Rules;
}

describe('the prebuilds', { skip }, () => {
  for (const name of TARGET_NAMES) {
    it(`have an addon for ${name} that loads wherever that libc is, and leaks nothing`, () => {
      assert.deepEqual(brokenRules(join(FOLDER, fileOf(name)), rulesOf(name)), []);
    });
  }

  it('have a manifest that is true to the files', () => {
    const manifest = readManifest(FOLDER);
    assert.match(manifest?.compiler ?? '', /^zig \d+\.\d+\.\d+ \(clang \d+/);
    assert.deepEqual(Object.keys(manifest?.files ?? {}), TARGET_NAMES);
    for (const name of TARGET_NAMES) {
      const bytes = readFileSync(join(FOLDER, fileOf(name)));
      const { flags, ...rest } = manifest?.files[name] ?? {};
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      assert.deepEqual(rest, { file: fileOf(name), target: TARGETS[name], size: bytes.length, sha256 });
      assert.deepEqual(flags?.slice(0, 2), ['-target', TARGETS[name]]);
      assert.ok(!flags?.some((flag) => flag.includes(packageFile(''))), 'no flag says where it was built');
    }
  });

  it('have the notices of whatever is linked into them', () => {
    const text = readFileSync(join(FOLDER, 'NOTICES.md'), 'utf8');
    for (const words of [
      'Permission is hereby granted, free of charge',
      'Apache License\n',
      '---- LLVM Exceptions to the Apache 2.0 License ----',
      'Copyright (c) Zig contributors',
      'Redistributions in binary form must reproduce the above copyright notice',
    ]) {
      assert.ok(text.includes(words), words);
    }
  });

  it('have nothing else beside them', () => {
    assert.deepEqual(readdirSync(FOLDER).sort(), [...TARGET_NAMES.map(fileOf), 'NOTICES.md', 'manifest.json'].sort());
  });
});

describe('the rules for prebuilds', { skip: skipUnless(existsSync(BUILT_HERE), 'the addon is not built') }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'sockdiag-rules-'));
  after(() => rmSync(folder, { recursive: true }));
  const rules = { machine: process.arch, libc: 'glibc' } as Rules;

  it('are broken by an addon that is built for one machine', () => {
    const broken = brokenRules(BUILT_HERE, rules);
    for (const line of [
      'needs libstdc++.so.6',
      'is not stripped',
      'is unloaded before the threads that it leaves destructors in',
    ]) {
      assert.ok(broken.includes(line), line);
    }
    for (const line of [/^exports \d+ more$/, /^needs GLIBC_2\.3\d$/, /^needs GLIBCXX_/, /^imports _Znwm$/]) {
      assert.ok(
        broken.some((words) => line.test(words)),
        `${line}`,
      );
    }
  });

  it('are broken by the addon of another machine or libc', () => {
    const other = { machine: process.arch === 'x64' ? 'arm64' : 'x64', libc: 'musl' } as Rules;
    const broken = brokenRules(BUILT_HERE, other);
    assert.ok(broken.includes(`is for ${process.arch}`));
    assert.ok(broken.includes('needs libc.so.6'));
  });

  it('are broken by a path of the machine that built it', () => {
    const copy = join(folder, 'copy.node');
    copyFileSync(BUILT_HERE, copy);
    writeFileSync(copy, '\0/home/someone/sockdiag/native/addon/addon\0', { flag: 'a' });
    assert.ok(brokenRules(copy, rules).includes('names /home/someone/sockdiag/native/addon/addon'));
  });
});

const libc = existsSync('/lib64/ld-linux-x86-64.so.2') || existsSync('/lib/ld-linux-aarch64.so.1') ? 'glibc' : 'musl';
const own = join(FOLDER, `linux-${process.arch}-${libc}.node`);

describe('the prebuild for this machine', { skip: skip || skipUnless(existsSync(own), `no prebuild ${own}`) }, () => {
  /** In a process of its own: here the checkout's build is loaded. */
  function run(code: string) {
    const prelude = `const load = () => require(${JSON.stringify(own)});`;
    const { status, signal, stdout, stderr } = spawnSync(process.execPath, ['-e', prelude + code], {
      encoding: 'utf8',
    });
    return { status, signal, stdout, stderr };
  }
  const printed = (stdout: string) => ({ status: 0, signal: null, stdout, stderr: '' });

  it("throws its exceptions through Node's frames, and catches those of its own library", () => {
    const code = `
      const { Dump, OwnerScan, Subscription } = load();
      for (const start of [() => new Dump(), () => new OwnerScan({}), () => new Subscription(0, new Uint32Array([4000]), 1, () => {})]) {
        try { start(); } catch (error) { console.log(error.constructor.name, error.errno ?? ''); }
      }`;
    assert.deepEqual(run(code), printed('TypeError \nTypeError \nError 22\n'));
  });

  it('finds the owners of sockets in threads of its own', () => {
    const code = `
      const { OwnerScan } = load();
      const server = require('node:net').createServer().listen(0, '127.0.0.1', () => {
        const inode = require('node:fs').readlinkSync('/proc/self/fd/' + server._handle.fd).slice(8, -1);
        const options = { root: '/proc', threads: 2, firstOnly: false, inodes: Uint32Array.of(Number(inode)) };
        const scan = new OwnerScan(options, (errno, call, unavailable, owners) => {
          console.log(errno, owners[0] === Number(inode), owners[1] === process.pid, owners[2] === server._handle.fd);
          scan.close();
          server.close();
        });
      });`;
    assert.deepEqual(run(code), printed('0 true true true\n'));
  });

  it('can be loaded by worker threads, one after the other and side by side, which end while it works', () => {
    const code = `
      const { Worker } = require('node:worker_threads');
      const work = \`
        const { OwnerScan, Dump } = require(\${JSON.stringify(${JSON.stringify(own)})});
        new OwnerScan({ root: '/proc', threads: 2, firstOnly: false }, () => {});
        try { new Dump(); } catch { require('node:worker_threads').parentPort.postMessage('thrown'); }\`;
      const one = () => new Promise((resolve) => {
        const worker = new Worker(work, { eval: true });
        worker.once('message', async () => resolve(await worker.terminate()));
      });
      (async () => {
        for (let i = 0; i < 5; i++) await Promise.all([one(), one(), one()]);
        console.log('ended');
      })();`;
    assert.deepEqual(run(code), printed('ended\n'));
  });
});
