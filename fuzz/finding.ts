import { mkdirSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { Verdict } from './oracles/oracles.ts';
import { hash } from './random.ts';

/** Which input it was: with the same code, seed and corpus it is made again. */
export interface Origin {
  seed: number;
  iteration: number;
}

/** An input to which a target's answer is wrong. */
export interface Finding extends Verdict {
  target: string;
  /** Undefined of one that was replayed from a file. */
  origin: Origin | undefined;
  /** The smallest input of which the same oracle complains. */
  input: Uint8Array;
}

/** Numbers, names and bytes aside: what is the same fault in two inputs, as far as one can tell. */
export function faultOf(target: string, { oracle, what }: Verdict): string {
  // Of what is thrown the place counts, of the rest the first words.
  const place = / at .*$/s.exec(what)?.[0];
  const words = oracle === 'errors' && place ? place : what.replace(/["'`{[].*/s, '').replace(/^\/\S*|[\d.e+]+/g, '#');
  return `${target} ${oracle} ${words}`;
}

export function fileName({ target, oracle, input }: Finding): string {
  return `${target.replaceAll('/', '.')}.${oracle}.${hash(input).toString(16).padStart(8, '0')}.bin`;
}

/** Writes the input; returns the file's path. */
export function keep(finding: Finding, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const path = `${folder}/${fileName(finding)}`;
  writeFileSync(path, finding.input);
  return path;
}

const SHOWN_BYTES = 160;

/** One block that says all there is to say. */
export function block({ target, oracle, what, origin, input }: Finding, path: string | undefined): string {
  const text = JSON.stringify(Buffer.from(input.subarray(0, SHOWN_BYTES)).toString('latin1'));
  const shown = path === undefined ? undefined : relative('', path);
  const lines = [
    `FOUND in ${target} by the oracle '${oracle}'`,
    `  what    ${what}`,
    ...(origin ? [`  made    seed ${origin.seed}, iteration ${origin.iteration}`] : []),
    `  input   ${input.length} bytes: ${text}${input.length > SHOWN_BYTES ? ' …' : ''}`,
    ...(shown === undefined ? [] : [`  again   npm run fuzz -- --replay ${shown}`]),
    ...(origin
      ? [`  or      npm run fuzz -- --target ${target} --seed ${origin.seed} --iteration ${origin.iteration}`]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}
