// `npm start -- OPTIONS`: sets the checkout up when something changed, then is the command.
import { createRequire } from 'node:module';
import { setUp } from './setup.mjs';

setUp();
createRequire(import.meta.url)('../dist/sockdiag.cjs');
