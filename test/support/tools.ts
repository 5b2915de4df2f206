import { join } from 'node:path';
import { installTools } from '../../scripts/package/tools.ts';
import { packedMissing } from './packed.ts';
import { skipUnless } from './skip.ts';

const { folder, reason } = packedMissing === undefined ? installTools() : { reason: packedMissing };

/** Where the tools are that the package is tested with (test/package/tools). */
export const TOOLS: string = folder ?? '';

/** A file of one of them. */
export const tool = (path: string): string => join(TOOLS, 'node_modules', path);

/** For tests that need the tools and the packed package. */
export const noTools = skipUnless(folder !== undefined, `${reason}`);
