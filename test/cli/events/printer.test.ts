import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Printer } from '../../../src/cli/events/printer.ts';
import { change, GAP } from '../../support/changes.ts';

describe('Printer', () => {
  const isWanted = ({ type }: { type: string }) => type !== 'present';
  const lineOf = ({ type }: { type: string }) => type;

  it('has a line for what is wanted, and none for the rest', () => {
    const printer = new Printer(isWanted, lineOf);
    const changes = [change('present'), change('opened'), GAP];
    assert.deepEqual(
      changes.map((each) => printer.print(each)),
      ['', 'opened\n', 'gap\n'],
    );
    assert.equal(printer.done, false);
  });

  it('is done when it has printed as many as wanted, of those that are', () => {
    const printer = new Printer(isWanted, lineOf, 2);
    const changes = [change('present'), change('opened'), change('present'), change('closed'), change('opened')];
    const lines = changes.map((each) => `${printer.print(each)}${printer.done}`);
    assert.deepEqual(lines, ['false', 'opened\nfalse', 'false', 'closed\ntrue', 'true']);
  });
});
