import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import { ADDON_VERSION, type Addon } from '../../../src/kernel/addon/addon.ts';
import { libcOfProcess } from '../../../src/kernel/addon/libc.ts';
import { loadAddon } from '../../../src/kernel/addon/load-addon.ts';
import { packageFile } from '../../../src/package-root.ts';
import { has, run } from '../../support/command.ts';
import { elfFile } from '../../support/elf-file.ts';
import { BUILT, LoaderPackage } from '../../support/loader-package.ts';
import { skipUnless } from '../../support/skip.ts';

const TARGET = `linux-${process.arch}-${libcOfProcess()}`;
const PREBUILT = `prebuilds/${TARGET}.node`;

const { addon, reason } = loadAddon();
const native = addon as Addon;
const skip = skipUnless(addon !== undefined, `no addon: ${reason}`);
const compiler = skipUnless(has('gcc'), 'gcc is not installed');

const there = new LoaderPackage();
const elsewhere = new LoaderPackage('another');
after(() => {
  there.remove('');
  elsewhere.remove('');
});
beforeEach(() => there.remove('build', 'prebuilds'));

const missing = (reason: string) => ({ loaded: false, reason });
const HOW = "`npm run setup' in a checkout builds build/Release/sockdiag.node, which SOCKDIAG_ADDON can name";

/** C of an addon that says its version, or has nothing to say. */
function addonSource(version: number | undefined): string {
  const lines = [
    'typedef struct napi_env__ *napi_env;',
    'typedef struct napi_value__ *napi_value;',
    'int napi_create_uint32(napi_env, unsigned, napi_value *);',
    'int napi_set_named_property(napi_env, napi_value, const char *, napi_value);',
    'napi_value napi_register_module_v1(napi_env env, napi_value exports) {',
    ...(version === undefined
      ? []
      : [
          `napi_value v; napi_create_uint32(env, ${version}, &v); napi_set_named_property(env, exports, "version", v);`,
        ]),
    'return exports; }',
  ];
  return `${lines.join('\n')}\n`;
}

describe('loadAddon', () => {
  it('gives the addon with its path, once and for all', { skip }, () => {
    assert.equal(typeof native.Dump, 'function');
    assert.equal(typeof native.OwnerScan, 'function');
    assert.equal(loadAddon().addon, addon);
    assert.equal(loadAddon().path, packageFile(BUILT));
  });

  it('says so when SOCKDIAG_NATIVE=0 turns it off, whatever is named', () => {
    const env = { SOCKDIAG_NATIVE: '0', SOCKDIAG_ADDON: packageFile(BUILT) };
    assert.deepEqual(there.load({ env }), missing('turned off by SOCKDIAG_NATIVE=0'));
  });

  it('says so on a system other than Linux', () =>
    assert.deepEqual(there.load({ told: { platform: 'darwin' } }), missing('not on Linux, this is darwin')));
});

describe('which file is loaded', { skip }, () => {
  it('is the prebuilt one for this processor and C library', () => {
    const path = there.addon(PREBUILT);
    assert.deepEqual(there.load(), { loaded: true, path });
  });

  it('is what was built here, even where that is broken: no second one is tried', () => {
    there.addon(PREBUILT);
    const path = there.addon(BUILT);
    assert.deepEqual(there.load(), { loaded: true, path });
    there.write(BUILT, 'no binary at all');
    const { loaded, reason } = there.load();
    assert.equal(loaded, false);
    assert.match(reason ?? '', /^build\/Release\/sockdiag\.node: [^;]*(short|ELF|format)[^;]*$/);
  });

  it('is what SOCKDIAG_ADDON names, from the working folder on, before any other', () => {
    there.write(BUILT, 'no binary at all');
    const path = elsewhere.addon('some folder/my addon.node');
    const cwd = elsewhere.at('some folder');
    assert.deepEqual(there.load({ env: { SOCKDIAG_ADDON: path } }), { loaded: true, path });
    assert.deepEqual(there.load({ env: { SOCKDIAG_ADDON: './my addon.node' }, cwd }), { loaded: true, path });
    there.addon(BUILT);
    assert.deepEqual(there.load({ env: { SOCKDIAG_ADDON: '' } }), { loaded: true, path: there.at(BUILT) });
  });

  it('is never one that lies in the working folder', () => {
    const cwd = elsewhere.at('node_modules/sockdiag');
    mkdirSync(cwd, { recursive: true });
    elsewhere.write('node_modules/sockdiag/package.json', '{"name":"sockdiag"}');
    elsewhere.addon(`node_modules/sockdiag/${PREBUILT}`);
    const lonely = new LoaderPackage('lonely');
    try {
      for (const folder of [elsewhere.folder, cwd, join(cwd, 'prebuilds')]) {
        assert.match(lonely.load({ cwd: folder }).reason ?? '', /not found from this bundle/);
      }
    } finally {
      lonely.remove('');
      elsewhere.remove('node_modules');
    }
  });
});

describe('the reason that there is no addon', () => {
  it('names the processor and C library that none was prebuilt for, and what can be done', () => {
    for (const arch of ['riscv64', 'ia32', 'arm64']) {
      if (arch === process.arch) continue;
      assert.deepEqual(
        there.load({ told: { arch } }),
        missing(`no prebuilt addon for linux-${arch}-${libcOfProcess()}; ${HOW}`),
      );
    }
  });

  it('says of a bundle that has lost its package what to do', () => {
    for (const content of ['{"name":"another"}', '{', 'null', '[]', '']) {
      elsewhere.write('package.json', content);
      assert.deepEqual(
        elsewhere.load({ cwd: there.folder }),
        missing(
          "the package's files are not found from this bundle: mark 'sockdiag' as external in the bundler, or set " +
            "SOCKDIAG_ADDON to the .node file's path",
        ),
      );
    }
    elsewhere.write('package.json', '{"name":"another","type":"module"}');
  });

  const load = (SOCKDIAG_ADDON: string) => there.load({ env: { SOCKDIAG_ADDON } });

  it('says of what SOCKDIAG_ADDON names that it is of another release, or of another package', {
    skip: compiler,
  }, () => {
    for (const [version, words] of [
      [99, 'version 99'],
      [undefined, 'none of this package'],
    ] as const) {
      const path = there.at(`other-${version}.node`);
      const source = there.write('other.c', addonSource(version));
      assert.equal(run('gcc', ['-shared', '-fPIC', '-o', path, source]).code, 0);
      assert.deepEqual(load(path), missing(`${path}: its interface is ${words}, and not version ${ADDON_VERSION}`));
    }
  });

  it('says what is no file, and runs nothing that is no addon, whatever it is called', () => {
    const evil = "require('node:fs').writeFileSync(process.env.SOCKDIAG_ADDON + '.ran', '')";
    for (const name of ['evil', 'evil.js', 'evil.cjs', 'folder/index.js']) there.write(name, evil);
    run('mkfifo', [there.at('fifo.node')]);
    symlinkSync('/dev/zero', there.at('zero.node'));
    for (const [name, words] of [
      ['nowhere/sockdiag.node', /: not there$/],
      ['evil/below', /: not there$/],
      ['folder', /: a folder$/],
      ['fifo.node', /: not a regular file$/],
      ['zero.node', /: not a regular file$/],
      ['evil', /: (file too short|invalid ELF header)$/],
      ['evil.js', /: (file too short|invalid ELF header)$/],
    ] as const) {
      const { loaded, reason = '' } = load(there.at(name));
      assert.equal(loaded, false);
      if (libcOfProcess() === 'glibc') assert.match(reason, words);
      assert.equal(existsSync(`${there.at(name)}.ran`), false);
    }
  });

  it('loads an addon by any name, and by a link', { skip }, () => {
    const path = there.addon(BUILT);
    for (const name of ['addon.bin', 'sockdiag']) {
      copyFileSync(path, there.at(name));
      assert.deepEqual(load(there.at(name)), { loaded: true, path: there.at(name) });
    }
    symlinkSync(there.at('sockdiag'), there.at('linked.node'));
    assert.deepEqual(load(there.at('linked.node')), { loaded: true, path: there.at('linked.node') });
  });

  it('says of a file that was cut short so, instead of being killed when it runs into the end', { skip }, () => {
    const whole = readFileSync(packageFile(BUILT));
    for (const bytes of [1000, 4096, Math.floor(whole.length / 2)]) {
      there.write(PREBUILT, whole.subarray(0, bytes));
      assert.deepEqual(there.load(), missing(`${PREBUILT}: cut short`));
    }
  });

  it('says of an addon for another processor so', { skip }, () => {
    const other = Uint8Array.from(readFileSync(packageFile(BUILT)));
    other[18] = 3;
    there.write(PREBUILT, other);
    assert.deepEqual(there.load(), missing(`${PREBUILT}: for another processor, this is ${process.arch}`));
  });

  it('takes no word from the environment of somebody who started it with the rights of another user', {
    skip: skip || skipUnless(process.getuid?.() === 0 && has('python3'), 'not root, or no python3'),
  }, () => {
    const path = there.addon(BUILT);
    chmodSync(there.folder, 0o755);
    const start = 'import os, sys; os.setresuid(65534, 0, 0); os.execvp(sys.argv[1], sys.argv[1:])';
    const env = { SOCKDIAG_ADDON: '/nowhere.node' };
    assert.deepEqual(there.load({ env, by: ['python3', '-c', start] }), { loaded: true, path });
  });

  it('has the words of the dynamic linker, in one line, with the path in the package', () => {
    for (const [content, words] of [
      [new Uint8Array(0), /^file too short$/],
      [Buffer.alloc(5000, 'text '), /^invalid ELF header$/],
      [Buffer.concat([elfFile({ bits: 32 }), Buffer.alloc(4096)]), /^wrong ELF class: ELFCLASS32$/],
    ] as const) {
      const path = there.write(PREBUILT, content);
      const { reason = '' } = there.load();
      assert.ok(reason.startsWith(`${PREBUILT}: `) && !reason.includes(path), reason);
      if (libcOfProcess() === 'glibc') assert.match(reason.slice(PREBUILT.length + 2), words);
    }
  });

  it('says which GLIBC is too old, which library is missing, and what is no addon', { skip: compiler }, () => {
    there.write('stub.c', 'void newer(void) {}\n');
    there.write('stub.map', 'GLIBC_2.99 { newer; };\n');
    there.write('addon.c', 'void newer(void); void init(void) { newer(); }\n');
    there.write('empty.c', '');
    const compile = (...args: string[]) => {
      const result = run('gcc', ['-shared', '-fPIC', '-nostdlib', ...args]);
      assert.equal(result.code, 0, result.stderr);
    };
    const [stub, lost, built] = [there.at('libc.so.6'), there.at('liblost.so.1'), there.at(BUILT)];
    compile('-Wl,-soname,libc.so.6', `-Wl,--version-script,${there.at('stub.map')}`, '-o', stub, there.at('stub.c'));
    compile('-Wl,-soname,liblost.so.1', '-o', lost, there.at('empty.c'));
    mkdirSync(there.at('build/Release'), { recursive: true });
    for (const [args, words] of [
      [
        [there.at('addon.c'), stub],
        /^\S*libc\.so\.6: version `GLIBC_2\.99' not found \(required by build\/Release\/sockdiag\.node\)$/,
      ],
      [
        [there.at('empty.c'), '-Wl,--no-as-needed', lost],
        /^liblost\.so\.1: cannot open shared object file: No such file or directory$/,
      ],
      [[there.at('empty.c')], /^Module did not self-register: 'build\/Release\/sockdiag\.node'\.$/],
    ] as const) {
      compile('-o', built, ...args);
      const { reason = '' } = there.load();
      assert.match(reason.replace(`${BUILT}: `, ''), words);
    }
  });

  it('is what Node says where it may load no addon, or read no file', { skip }, () => {
    there.addon(BUILT);
    const [permission] = ['--permission', '--experimental-permission'].filter((flag) =>
      process.allowedNodeEnvironmentFlags.has(flag),
    );
    assert.match(there.load({ flags: ['--no-addons'] }).reason ?? '', /^build\/Release.*loading addons is disabled\.$/);
    const only = `--allow-fs-read=${there.at('dist/')}*`;
    const { reason = '' } = there.load({ flags: [permission as string, only] });
    assert.match(reason, /access/i);
  });
});
