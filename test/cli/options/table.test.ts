import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as columns from '../../../src/cli/options/columns.ts';
import * as families from '../../../src/cli/options/families.ts';
import * as names from '../../../src/cli/options/names.ts';
import * as other from '../../../src/cli/options/other.ts';
import * as running from '../../../src/cli/options/running.ts';
import * as selection from '../../../src/cli/options/selection.ts';
import * as sockets from '../../../src/cli/options/sockets.ts';
import { OPTIONS } from '../../../src/cli/options/table.ts';
import * as views from '../../../src/cli/options/views.ts';

const GROUPS = { columns, families, names, other, running, selection, sockets, views };

describe('the files of options', () => {
  for (const [group, file] of Object.entries(GROUPS)) {
    const options = Object.values(file).filter((value) => typeof value === 'object' && 'apply' in value);

    it(`have in ${group}.ts options of that group alone`, () => {
      assert.ok(options.length > 0);
      for (const option of options) assert.equal(option.group, group, option.long);
    });

    it(`have no option in ${group}.ts that the table has not`, () => {
      for (const option of options) assert.ok(OPTIONS.includes(option), option.long);
    });
  }
});
