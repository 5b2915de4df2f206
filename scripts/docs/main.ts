// `npm run docs`: makes man page and completions again from the option table.
import { mkdirSync, writeFileSync } from 'node:fs';
import { packageUrl } from '../../src/package-root.ts';
import { DOCUMENTS } from './documents.ts';

for (const [path, text] of Object.entries(DOCUMENTS)) {
  const file = packageUrl(path);
  mkdirSync(new URL('.', file), { recursive: true });
  writeFileSync(file, text());
}
