// `node scripts/package/types.mjs MODULES FOLDER`: the declarations of the modules, rolled up into FOLDER/index.d.cts, and index.d.ts, which is the
// same to ES modules. That takes some seconds, so the file in dist/ is taken where the declarations are still those it was made from.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const [modules = 'build-modules', folder = 'dist'] = process.argv.slice(2);
const STAMP = '.types-stamp';
const FILE = 'index.d.ts';
const ROLLED_UP = 'index.d.cts';
/** The declarations name AbortSignal, which the extractor finds only in lib.dom.d.ts. */
const COMPILER = {
  compilerOptions: {
    target: 'es2022',
    lib: ['es2023', 'dom'],
    module: 'nodenext',
    types: [],
    strict: true,
    skipLibCheck: true,
  },
};

const wanted = digest();
const stamp = join('dist', STAMP);
const known = existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && existsSync(join('dist', ROLLED_UP));
const failed = known ? [] : await rollUp();
for (const line of failed) console.error(line);
if (failed.length > 0) process.exit(1);
if (known && resolve(folder) !== resolve('dist')) copyFileSync(join('dist', ROLLED_UP), join(folder, ROLLED_UP));
// The extractor makes no other name.
if (!known) renameSync(join(folder, FILE), join(folder, ROLLED_UP));
// One of the two may name the other: CommonJS cannot name ES modules, so it is this one. Two copies would be two classes of errors to TypeScript.
writeFileSync(join(folder, FILE), "export * from './index.cjs';\n");
writeFileSync(join(folder, STAMP), wanted);

function digest() {
  const hash = createHash('sha256');
  const declarations = readdirSync(modules, { recursive: true }).filter((path) => path.endsWith('.d.ts'));
  for (const path of declarations.sort()) hash.update(path).update(readFileSync(join(modules, path)));
  for (const path of ['package-lock.json', 'api/extractor.json', 'scripts/package/types.mjs']) {
    hash.update(readFileSync(path));
  }
  return hash.digest('hex');
}

/** Gives a line for each thing that is wrong. */
async function rollUp() {
  const { Extractor, ExtractorConfig } = await import('@microsoft/api-extractor');
  const configFile = resolve('api/extractor.json');
  const configObject = ExtractorConfig.loadFile(configFile);
  configObject.projectFolder = resolve('.');
  configObject.mainEntryPointFilePath = resolve(modules, FILE);
  configObject.compiler = { overrideTsconfig: { ...COMPILER, files: [resolve(modules, FILE)] } };
  configObject.apiReport = { enabled: false };
  configObject.dtsRollup = { enabled: true, untrimmedFilePath: resolve(folder, FILE) };
  const config = ExtractorConfig.prepare({
    configObject,
    configObjectFullPath: configFile,
    packageJsonFullPath: resolve('package.json'),
  });
  const lines = [];
  const messageCallback = (message) => {
    message.handled = true;
    if (message.logLevel === 'error') lines.push(message.text);
  };
  const { succeeded } = Extractor.invoke(config, { localBuild: true, messageCallback });
  return succeeded ? [] : lines;
}
