import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { bounded, fixturePath, randomNumbers } from './fixtures.ts';

type Parse = (text: string) => readonly unknown[];

/** A fixture as the text its parser takes. */
export function fixtureText(name: string): string {
  return readFileSync(fixturePath(name), 'latin1');
}

/** Cuts a table at every byte: the rows of its whole lines stay, and of the line that is cut comes a row at most, or null. */
export function checkTextCuts(text: string, parse: Parse): void {
  const whole = parse(text);
  assert.ok(
    whole.length > 0 && whole.every((row) => row !== null),
    'the table itself has rows and no line that is broken',
  );
  const heading = text.split('\n').length - 1 - whole.length;
  for (let length = 0; length < text.length; length++) {
    const rows = parse(text.slice(0, length));
    const complete = Math.max(0, text.slice(0, length).split('\n').length - 1 - heading);
    assert.deepEqual(rows.slice(0, complete), whole.slice(0, complete), `cut at ${length}`);
    assert.ok(rows.length <= complete + 1, `cut at ${length}`);
  }
}

/** Changes one byte, again and again: whatever comes of it is rows and nulls, one a line. */
export function checkTextCorruption(text: string, rounds: number, parse: Parse): void {
  const random = randomNumbers(text.length);
  bounded(() => {
    for (let round = 0; round < rounds; round++) {
      const at = random(text.length);
      const broken = `${text.slice(0, at)}${String.fromCharCode(random(256))}${text.slice(at + 1)}`;
      const rows = parse(broken);
      JSON.stringify(rows);
      assert.ok(rows.length <= broken.split('\n').length, `byte ${at} is ${broken.charCodeAt(at)}`);
    }
  });
}
