import { readFileSync } from 'node:fs';
import { packageUrl } from './package-root.ts';

/** The package's version, as package.json has it. */
export function packageVersion(): string {
  const text = readFileSync(packageUrl('package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
