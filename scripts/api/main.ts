// `npm run api`: writes api/sockdiag.api.md, which lists all that the package exports. A test compares, so the API changes only
// together with that file. `npm run api -- --check` only compares.
import { fileURLToPath } from 'node:url';
import { apiReport } from './report.ts';

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const lines = apiReport(checkout, { checkOnly: process.argv.includes('--check') });
for (const line of lines) console.error(`api: ${line}`);
process.exit(lines.length === 0 ? 0 : 1);
