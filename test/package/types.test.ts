import assert from 'node:assert/strict';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { run } from '../support/command.ts';
import { newProject } from '../support/packed.ts';
import { noTools, tool } from '../support/tools.ts';

/** Uses what a program uses: a call with a query, rows, a column, the stream, a record, errors, constants. */
const PROGRAM = `
export async function list(signal: AbortSignal): Promise<string[]> {
  const table: SocketTable = await snapshot({ protocols: ['tcp'], states: ['LISTEN'], owners: true, signal });
  const ports: Uint16Array = table.localPort;
  const numbersOf: Float64Array = numbers(table, 'recvQ', new Float64Array(table.length));
  for await (const batch of watch({ protocols: ['tcp'], signal })) {
    for (const change of batch) if (change.type === 'closed') console.log(change.age.atLeast, ports, numbersOf);
  }
  for await (const bytes of record({ signal })) console.log(bytes.byteLength);
  const [state]: State[] = STATES.slice();
  return Array.from(table, (socket) => \`\${state} \${socket.localAddress} \${socket.owners?.[0]?.name ?? ''}\`);
}
export const isOurs = (error: unknown): boolean => error instanceof SockdiagError && error.code === 'ERR_BPF_UNAVAILABLE';
// @ts-expect-error: no such protocol, which shows that the types are there.
snapshot({ protocols: ['tpc'] });
`;
const NAMES = 'numbers, record, SockdiagError, type SocketTable, snapshot, STATES, type State, watch';
const SOURCES: Record<string, string> = {
  'module.mts': `import { ${NAMES} } from 'sockdiag';\n${PROGRAM}`,
  'commonjs.cts': `import { ${NAMES} } from 'sockdiag';\n${PROGRAM}`,
  // What a .ts file is, its package.json says.
  'commonjs/program.ts': `import { ${NAMES} } from 'sockdiag';\n${PROGRAM}`,
  'module/program.ts': `import { ${NAMES} } from 'sockdiag';\n${PROGRAM}`,
  'required.cts':
    "import sockdiag = require('sockdiag');\nexport const table: Promise<sockdiag.SocketTable> = sockdiag.snapshot();\n",
  'package.mts': "export type Api = typeof import('sockdiag');\n",
};

/** The lowest that takes the types, whose library is the first to know \`Uint8Array<ArrayBuffer>\` (README.md says which), and the newest. */
const COMPILERS = ['typescript-5.7', 'typescript-7'];
const STRICT = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false };
const RESOLUTIONS = [
  { module: 'node16', moduleResolution: 'node16' },
  { module: 'nodenext', moduleResolution: 'nodenext' },
  { module: 'esnext', moduleResolution: 'bundler' },
];

describe('the types of the package', { skip: noTools }, () => {
  let project: string;
  before(() => {
    project = newProject();
    mkdirSync(join(project, 'node_modules/@types'), { recursive: true });
    for (const name of ['@types/node', 'undici-types']) {
      cpSync(tool(name), join(project, 'node_modules', name), { recursive: true });
    }
    for (const type of ['commonjs', 'module']) {
      mkdirSync(join(project, type));
      writeFileSync(join(project, type, 'package.json'), JSON.stringify({ type }));
    }
    for (const [name, text] of Object.entries(SOURCES)) writeFileSync(join(project, name), text);
  });
  after(() => rmSync(project, { recursive: true, force: true }));

  /** What the compiler says of the files under the options. */
  function compile(compiler: string, files: readonly string[], options: Record<string, unknown>): string {
    const compilerOptions = { ...STRICT, target: 'es2022', lib: ['es2022'], types: ['node'], noEmit: true, ...options };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
    const { code, stdout } = run(process.execPath, [tool(`${compiler}/bin/tsc`), '--pretty', 'false', '-p', project]);
    return code === 0 ? '' : stdout;
  }

  for (const compiler of COMPILERS) {
    for (const resolution of RESOLUTIONS) {
      // What becomes an ES module cannot say require() under "bundler".
      const files = Object.keys(SOURCES).filter((name) => resolution.module !== 'esnext' || name !== 'required.cts');
      it(`hold in ${compiler}, ${resolution.moduleResolution}, for .ts, .mts and .cts`, () => {
        assert.equal(compile(compiler, files, resolution), '');
      });
    }

    it(`need in ${compiler} only AbortSignal beside ECMAScript, which @types/node has and lib.dom too`, () => {
      const [resolution] = RESOLUTIONS;
      assert.equal(compile(compiler, ['package.mts'], { ...resolution, types: [], lib: ['es2022', 'dom'] }), '');
      const words = compile(compiler, ['package.mts'], { ...resolution, types: [] })
        .trim()
        .split('\n');
      for (const line of words) assert.match(line, /error TS2304: Cannot find name 'AbortSignal'/);
    });
  }

  it('hold for a program that knows no exports, by moduleResolution node10', () => {
    const options = { module: 'commonjs', moduleResolution: 'node10' };
    assert.equal(compile('typescript-5.7', ['commonjs/program.ts', 'required.cts'], options), '');
  });
});
