import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Finding } from '../../fuzz/finding.ts';
import { TargetRun } from '../../fuzz/runner.ts';
import type { Target } from '../../fuzz/target.ts';
import { PLANTED_FAULTS } from '../support/planted-faults.ts';

const SEED = 1;
const MOST_INPUTS = 400;
const SOUND_INPUTS = 60;

async function firstFinding(target: Target, inputs: number): Promise<Finding | undefined> {
  const findings: Finding[] = [];
  const run = new TargetRun(target, SEED, (finding) => findings.push(finding));
  for (let iteration = 0; iteration < inputs && findings.length === 0; iteration++) await run.run(iteration);
  return findings[0];
}

describe('a planted fault', () => {
  it('is there of twelve kinds at least', () =>
    assert.ok(new Set(PLANTED_FAULTS.map(({ fault }) => fault)).size >= 12));

  for (const { fault, oracle, target } of PLANTED_FAULTS) {
    it(`is found within ${MOST_INPUTS} inputs: ${fault}`, async () => {
      const finding = await firstFinding(target, MOST_INPUTS);
      assert.equal(finding?.oracle, oracle, finding?.what);
    });
  }
});

describe('a sound reader', () => {
  for (const sound of new Set(PLANTED_FAULTS.map((planted) => planted.sound))) {
    it(`has nothing found in it: ${sound.name}`, async () => {
      const finding = await firstFinding(sound, SOUND_INPUTS);
      assert.equal(finding, undefined, `${finding?.oracle}: ${finding?.what}`);
    });
  }
});
