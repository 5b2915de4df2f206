import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const RESULTS = new URL('results/', import.meta.url);

/** Where results go. Those of a run that left something out stay out of the repository. */
export function resultsFolder(complete: boolean): string {
  return fileURLToPath(complete ? RESULTS : new URL('local/', RESULTS));
}

/** Writes a result with its innermost objects in a line each: a run is a line. */
export function writeResult(file: string, result: unknown): void {
  // A newline stands between the values only: in a string it is written as an escape.
  const text = JSON.stringify(result, null, 1).replace(
    /([{[])\n\s*([^{}[\]]*?)\n\s*([}\]])/g,
    (_, open, inner, close) => {
      return `${open} ${inner.replace(/\s*\n\s*/g, ' ')} ${close}`;
    },
  );
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${text}\n`);
}
