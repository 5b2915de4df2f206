import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesText, durationText, rateText } from '../../../src/cli/output/quantities.ts';

const S = 1000;
const MIN = 60 * S;
const H = 60 * MIN;
const DAY = 24 * H;

describe('durationText', () => {
  for (const [ms, text] of [
    [0, '0us'],
    [0.0274, '27us'],
    [0.9994, '999us'],
    [0.9996, '1.0ms'],
    [9.94, '9.9ms'],
    [9.96, '10ms'],
    [999.4, '999ms'],
    [999.6, '1.0s'],
    [59.94 * S, '59.9s'],
    [59.96 * S, '1m00s'],
    [123 * S, '2m03s'],
    [H - 1, '1h00m'],
    [H - S, '59m59s'],
    [100 * MIN, '1h40m'],
    [DAY - 1, '1d00h'],
    [DAY - MIN, '23h59m'],
    [3 * DAY + 4 * H, '3d04h'],
    [400 * DAY, '400d00h'],
  ] as const) {
    it(`writes ${ms} ms as ${text}`, () => assert.equal(durationText(ms), text));
  }
});

describe('bytesText', () => {
  for (const [bytes, text] of [
    [0, '0B'],
    [490.66, '491B'],
    [999.4, '999B'],
    [999.5, '1.0kB'],
    [1000, '1.0kB'],
    [1234, '1.2kB'],
    [999_949, '999.9kB'],
    [999_950, '1.0MB'],
    [34_500_000, '34.5MB'],
    [2 ** 64, '18.4EB'],
  ] as const) {
    it(`writes ${bytes} bytes as ${text}`, () => assert.equal(bytesText(bytes), text));
  }
});

describe('rateText', () => {
  for (const [rate, text] of [
    [0, '0/s'],
    [0.2491, '0.2/s'],
    [9.94, '9.9/s'],
    [9.96, '10/s'],
    [1234.5, '1235/s'],
  ] as const) {
    it(`writes ${rate} a second as ${text}`, () => assert.equal(rateText(rate), text));
  }
});
