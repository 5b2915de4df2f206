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

/** One import that no layer allows. */
export interface Exception {
  from: string;
  to: string;
  why: string;
}

// import … from, export … from, import '…', import('…') of values and types.
const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*)(['"])([^'"\n]+)\1/g;

/** The files below a folder that end in `ending`. */
export function sourcesIn(checkout: string, folder: string, ending: RegExp): Map<string, string> {
  const names = readdirSync(posix.join(checkout, folder), { recursive: true, encoding: 'utf8' });
  const paths = names.filter((name) => ending.test(name)).map((name) => posix.join(folder, name));
  return new Map(paths.sort().map((path) => [path, readFileSync(posix.join(checkout, path), 'utf8')]));
}

/** What a file imports: paths from the checkout, and for what is not a file of the project its bare name. */
export function importsOf(path: string, text: string): string[] {
  return [...text.matchAll(IMPORT)].map(([, , name = '']) =>
    name.startsWith('.') ? posix.join(posix.dirname(path), name) : name,
  );
}

/** Everything that breaks the layers, a line each. Paths in `layers` and `exceptions` are from `root`. */
export function brokenLayers(
  sources: Sources,
  root: string,
  layers: Layers,
  exceptions: readonly Exception[] = [],
): string[] {
  const places = new Map(
    Object.entries(layers).flatMap(([name, { places = [name] }]) =>
      places.map((place) => [posix.join(root, place), name]),
    ),
  );
  const layerOf = (path: string) => places.get(path) ?? places.get(posix.dirname(path));
  const unused = new Set(exceptions);
  const lines = upwardRules(layers);
  for (const [path, text] of sources) {
    const layer = layerOf(path);
    if (layer === undefined) lines.push(`${path}: its folder is in no layer`);
    for (const target of layer === undefined ? [] : importsOf(path, text)) {
      const rule = ruleBroken(layers, layer as string, target, sources, layerOf(target));
      const exception = exceptions.find(
        ({ from, to }) => posix.join(root, from) === path && posix.join(root, to) === target,
      );
      if (rule !== undefined && exception === undefined) lines.push(`${path} imports ${target}: ${rule}`);
      if (rule !== undefined && exception !== undefined) unused.delete(exception);
    }
  }
  for (const { from, to } of unused) lines.push(`the exception of ${from} for ${to} is not needed`);
  return lines;
}

function ruleBroken(
  layers: Layers,
  layer: string,
  target: string,
  sources: Sources,
  targetLayer: string | undefined,
): string | undefined {
  if (target.startsWith('node:')) return undefined;
  if (!sources.has(target)) return 'it is no file of src/, and nothing else may be needed at run time';
  if (targetLayer === layer || layers[layer]?.may.includes(targetLayer ?? '')) return undefined;
  return `${layer} may not import ${targetLayer}`;
}

/** Layers that name one of the layers after them, or one that there is not. */
function upwardRules(layers: Layers): string[] {
  const names = Object.keys(layers);
  return Object.entries(layers).flatMap(([name, { may }], rank) =>
    may.filter((lower) => !names.slice(0, rank).includes(lower)).map((lower) => `${name}: ${lower} is not below it`),
  );
}
