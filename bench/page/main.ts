/** `npm run bench:page [-- FOLDER]`: makes the page with its charts from the results in bench/results/, or in another folder. */
import { resultsFolder } from '../results.ts';
import { writePage } from './write.ts';

console.error(`written to ${writePage(process.argv[2] ?? resultsFolder(true))}`);
