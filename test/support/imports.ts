import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

/** Files by their path from the checkout, with what they hold. */
export type Sources = ReadonlyMap<string, string>;

/** Some folders or single files that are one to whoever imports them. */
export interface Layer {
  /** Folders, without those below them, and files. Default: what the layer is called after. */
  places?: readonly string[];
  /** The layers whose files its own may import, beside its own. */
  may: readonly string[];
}

/** Lowest first: a layer may import only layers before it. */
export type Layers = Readonly<Record<string, Layer>>;

/** The layers of a folder of the checkout, and how its files name what they import. Paths are from that folder. */
export interface House {
  root: string;
  layers: Layers;
  /** Paths from the checkout, and bare names of what is no file of the project. */
  importsOf: (path: string, text: string) => string[];
  /** Whether a layer may import what is no file of the project. */
  mayNeed: (layer: string, name: string) => boolean;
}

// What may stand between two words: spaces and comments.
const GAP = String.raw`(?:\s|\/\*(?:[^*]|\*(?!\/))*\*\/|\/\/.*\n)*`;
// import … from, export … from, import '…', import('…') of values and types, import … = require('…').
const IMPORT = new RegExp(`\\b(?:from|import${GAP}\\(?|require${GAP}\\()${GAP}(['"])([^'"\n]+)\\1`, 'g');
// import(…) of anything but one name in quotes: nobody can say what that imports.
const COMPUTED = new RegExp(`\\bimport${GAP}\\((?!\\))(?!${GAP}(['"])[^'"\n]+\\1${GAP}[,)])`, 'g');
const INCLUDE = /^\s*#\s*include(?:\s*"([^"\n]+)"|\s*<([^>\n]+)>|\s+(\S+))/gm;

/** The files below a folder whose names match. */
export function sourcesIn(checkout: string, folder: string, pattern: RegExp): Map<string, string> {
  const names = readdirSync(posix.join(checkout, folder), { recursive: true, encoding: 'utf8' });
  const paths = names.filter((name) => pattern.test(name)).map((name) => posix.join(folder, name));
  return new Map(paths.sort().map((path) => [path, readFileSync(posix.join(checkout, path), 'utf8')]));
}

/** What a TypeScript file imports. */
export function importsOf(path: string, text: string): string[] {
  const named = [...text.matchAll(IMPORT)].map(([, , name = '']) =>
    name.startsWith('.') ? posix.join(posix.dirname(path), name) : name,
  );
  return [...named, ...[...text.matchAll(COMPUTED)].map(() => 'what is computed')];
}

/** What a file of the native code includes. A name in quotes is a path from native/, or from this file's folder. */
export function includesOf(path: string, text: string): string[] {
  return [...text.matchAll(INCLUDE)].map(([, own, foreign, macro = '']) => {
    if (foreign !== undefined) return foreign;
    if (own === undefined) return posix.join('native', macro);
    const beside = own.startsWith('.') || !own.includes('/');
    return posix.join(beside ? posix.dirname(path) : 'native', own);
  });
}

/** Everything that breaks the layers, a line each. */
export function brokenLayers(sources: Sources, house: House): string[] {
  const layerOf = layersByPlace(house);
  const lines = upwardRules(house.layers);
  for (const [path, text] of sources) {
    const layer = layerOf(path);
    if (layer === undefined) lines.push(`${path}: its folder is in no layer`);
    for (const name of layer === undefined ? [] : house.importsOf(path, text)) {
      // C++ finds files of the project by <…> too.
      const target = [name, posix.join(house.root, name)].find((known) => sources.has(known)) ?? name;
      const rule = brokenRule(house, layer as string, target, sources.has(target) ? layerOf(target) : undefined);
      if (rule !== undefined) lines.push(`${path} imports ${target}: ${rule}`);
    }
  }
  return lines;
}

/** The folders at the top of src/ whose files one file needs, directly or not. */
export function roomsEntered(sources: Sources, start: string): string[] {
  const entered = new Set([start]);
  for (const path of entered) {
    for (const target of importsOf(path, sources.get(path) ?? '')) if (sources.has(target)) entered.add(target);
  }
  const rooms = [...entered].map((path) => path.split('/')).filter(({ length }) => length > 2);
  return [...new Set(rooms.map(([, room = '']) => room))].sort();
}

/** The layer of a path: that of the file itself, else that of its folder. */
function layersByPlace({ root, layers }: House): (path: string) => string | undefined {
  const places = new Map<string, string>();
  for (const [name, { places: own = [name] }] of Object.entries(layers)) {
    for (const place of own) places.set(posix.join(root, place), name);
  }
  return (path) => places.get(path) ?? places.get(posix.dirname(path));
}

function brokenRule(
  { layers, mayNeed, root }: House,
  layer: string,
  target: string,
  targetLayer: string | undefined,
): string | undefined {
  if (targetLayer === undefined) {
    return mayNeed(layer, target) ? undefined : `${layer} may not import what is no file of ${root}/`;
  }
  if (targetLayer === layer || layers[layer]?.may.includes(targetLayer)) return undefined;
  return `${layer} may not import ${targetLayer}`;
}

/** Layers that name one of the layers after them, or one that there is not. */
function upwardRules(layers: Layers): string[] {
  const names = Object.keys(layers);
  return Object.entries(layers).flatMap(([name, { may }], rank) =>
    may.filter((lower) => !names.slice(0, rank).includes(lower)).map((lower) => `${name}: ${lower} is not below it`),
  );
}
