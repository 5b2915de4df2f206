import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionsResult } from '../functions/result.ts';
import type { PeersResult } from '../peers/result.ts';
import type { QuestionsResult } from '../questions/result.ts';
import type { StreamResult } from '../stream/result.ts';
import type { ViewsResult } from '../views/result.ts';
import { makePage } from './page.ts';

/** Makes the page of the results in a folder, and says where it is. */
export function writePage(folder: string): string {
  const read = <Result>(name: string): Result | undefined => {
    const file = join(folder, name);
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Result) : undefined;
  };
  const files = makePage({
    peers: read<PeersResult>('peers.json'),
    questions: read<QuestionsResult>('questions.json'),
    stream: read<StreamResult>('stream.json'),
    views: read<ViewsResult>('views.json'),
    functions: read<FunctionsResult>('functions.json'),
  });
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  return join(folder, 'README.md');
}
