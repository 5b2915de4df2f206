import assert from 'node:assert/strict';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { apiReport } from '../../../scripts/api/report.ts';
import { packageFile } from '../../../src/package-root.ts';

const CHECKOUT = packageFile('');
const FILES = ['api', 'build-modules', 'package.json', 'tsconfig.json'];

describe('the API report', () => {
  let copy: string;
  let declarations: string;

  before(() => {
    copy = mkdtempSync(join(tmpdir(), 'sockdiag-api-'));
    declarations = join(copy, 'build-modules/index.d.ts');
    for (const name of FILES) cpSync(join(CHECKOUT, name), join(copy, name), { recursive: true });
    symlinkSync(join(CHECKOUT, 'node_modules'), join(copy, 'node_modules'));
  });

  after(() => rmSync(copy, { recursive: true, force: true }));

  const check = () => apiReport(copy, { checkOnly: true });

  it('is that of the declarations: else npm run api writes it again', () => assert.deepEqual(check(), []));

  it('no longer holds when something more is exported, until it is written again', () => {
    appendFileSync(declarations, '/** Planted. */\nexport declare const PLANTED: string;\n');
    assert.match(check().join('\n'), /^the API is not the one in api\/sockdiag\.api\.md: run `npm run api`/);
    assert.deepEqual(apiReport(copy, { checkOnly: false }), []);
    assert.match(readFileSync(join(copy, 'api/sockdiag.api.md'), 'utf8'), /export const PLANTED: string;/);
    assert.deepEqual(check(), []);
  });

  it('names a type that an exported one refers to and that is not exported', () => {
    writeFileSync(
      join(copy, 'build-modules/planted.d.ts'),
      'interface Hidden { a: 1 }\n/** Planted. */\nexport type Shown = Hidden;\n',
    );
    appendFileSync(declarations, "export type { Shown } from './planted.ts';\n");
    assert.match(check().join('\n'), /planted\.d\.ts:3: The symbol "Hidden" needs to be exported by the entry point/);
  });
});
