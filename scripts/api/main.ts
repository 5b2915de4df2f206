// `npm run api`: writes api/sockdiag.api.md, which lists all that the package exports. A test compares, so the API changes only
// together with that file. `npm run api -- --check` only compares.

import { packageFile } from '../../src/package-root.ts';
import { apiReport } from './report.ts';

const checkout = packageFile('');
const lines = apiReport(checkout, { checkOnly: process.argv.includes('--check') });
for (const line of lines) console.error(`api: ${line}`);
process.exit(lines.length === 0 ? 0 : 1);
