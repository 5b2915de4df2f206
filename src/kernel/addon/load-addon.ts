import { sharedState } from '../../base/shared-state.ts';
import { ADDON_VERSION, type Addon } from './addon.ts';
import { type AddonFile, addonFile } from './addon-file.ts';
import { whyUnfit } from './why-unfit.ts';

export type AddonResult =
  | { addon: Addon; path: string; reason?: undefined }
  | { addon?: undefined; path?: undefined; reason: string };

/** More than any one thing that keeps an addon from being loaded. */
const MOST_CHARACTERS = 300;

/** The addon with the path of its file, or the reason there is none. Tried once, with one file; `SOCKDIAG_NATIVE=0` turns it off. */
export function loadAddon(): AddonResult {
  const state = sharedState<{ loaded?: AddonResult }>(`addon.${ADDON_VERSION}`, () => ({}));
  state.loaded ??= process.env.SOCKDIAG_NATIVE === '0' ? { reason: 'turned off by SOCKDIAG_NATIVE=0' } : findAndLoad();
  return state.loaded;
}

function findAndLoad(): AddonResult {
  let file: AddonFile | undefined;
  try {
    file = addonFile();
    return file.path === undefined ? file : load(file);
  } catch (error) {
    return { reason: inWords(error, file) };
  }
}

function load({ path, shown }: Extract<AddonFile, { path: string }>): AddonResult {
  const unfit = whyUnfit(path);
  if (unfit !== undefined) return { reason: `${shown}: ${unfit}` };
  const module: { exports: Partial<Addon> } = { exports: {} };
  // Not by require(), which takes for JavaScript, and runs, what is not called .node, and the index.js of a folder.
  process.dlopen(module, path);
  const addon = module.exports;
  if (addon.version === ADDON_VERSION) return { addon: addon as Addon, path };
  const what = addon.version === undefined ? 'none of this package' : `version ${addon.version}`;
  return { reason: `${shown}: its interface is ${what}, and not version ${ADDON_VERSION}` };
}

/** In one line; the dynamic linker's words have the whole path at their beginning or at their end. */
function inWords(error: unknown, file: AddonFile | undefined): string {
  const { message } = error as Error;
  const line = (words: string) =>
    words
      .trim()
      .replace(/\s*\n\s*/g, '; ')
      .slice(0, MOST_CHARACTERS);
  if (file?.path === undefined) return line(message);
  const { path, shown } = file;
  return `${shown}: ${line(message.replace(`${path}: `, '').replaceAll(path, shown))}`;
}
