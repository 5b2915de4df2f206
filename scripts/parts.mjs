// The command in parts, each loaded when something in it is first asked for: what a run does not need is not read, compiled nor evaluated.
// A part has the files that its late imports need, but for those an earlier part has. What it takes from another part it requires by the part's
// name and the file's, `command:src/base/errors.ts`, which src/cli/bin.ts serves.
import { relative, resolve } from 'node:path';
import { build } from 'esbuild';

/**
 * Builds every part to `${folder}/${part.name}.js`.
 * @param parts - { name, late }: `late` has the files of late imports that lie in it; the first part has `entry`, and the last one `late: 'rest'`
 * @returns the files of src/ that each part is made of, by its name
 */
export async function buildParts(parts, options, folder) {
  const plan = { parts, options, homes: new Map(), wanted: new Map(), late: new Set() };
  // What a part must give to later ones can make it grow, by files that then are no longer theirs.
  for (let before = ''; before !== planned(plan); ) {
    before = planned(plan);
    for (const part of parts) await drawUp(part, plan);
  }
  const made = await Promise.all(parts.map((part) => write(part, plan, folder)));
  return Object.fromEntries(parts.map(({ name }, at) => [name, made[at]]));
}

function planned({ homes, wanted, late }) {
  return JSON.stringify([[...homes], [...wanted].map(([id, names]) => [id, ...names]), [...late]]);
}

/** Notes which files a part has, which it imports late, and what it wants of others. */
async function drawUp(part, plan) {
  const { metafile, outputFiles } = await build({
    ...plan.options,
    ...entryOf(part, plan),
    plugins: [acrossParts(part, plan)],
    format: 'esm',
    minify: false,
    write: false,
    metafile: true,
  });
  for (const file of filesIn(metafile)) {
    if (!plan.homes.has(file) || rank(plan.homes.get(file), plan) > rank(part.name, plan))
      plan.homes.set(file, part.name);
  }
  for (const [id, name] of importsIn(outputFiles[0].text)) {
    const all = plan.wanted.get(id) ?? new Set();
    plan.wanted.set(id, all.add(name));
  }
}

/** What a module as esbuild prints it takes from other parts: each name with where it is from. */
function importsIn(text) {
  const whole = /^import (?!\{).* from "(.+:src\/.+)";$/m.exec(text);
  if (whole)
    throw new Error(`${whole[1]} is imported by another part: name what is needed of it, for * is not known here`);
  return [...text.matchAll(/^import \{([^}]*)\} from "(.+:src\/.+)";$/gm)].flatMap(([, names, id]) =>
    names.split(',').map((name) => [id, name.trim().split(' as ')[0]]),
  );
}

async function write(part, plan, folder) {
  const { metafile } = await build({
    ...plan.options,
    ...entryOf(part, plan),
    plugins: [acrossParts(part, plan)],
    outfile: `${folder}/${part.name}.js`,
    sourcemap: 'linked',
    sourcesContent: false,
    metafile: true,
  });
  const files = filesIn(metafile);
  const strange = files.filter((file) => plan.homes.get(file) !== part.name);
  if (strange.length > 0) throw new Error(`${part.name} has files of other parts too: ${strange}`);
  return files;
}

function filesIn({ outputs }) {
  const [{ inputs }] = Object.entries(outputs).flatMap(([path, output]) => (path.endsWith('.map') ? [] : output));
  return Object.keys(inputs).filter((file) => file.startsWith('src/') && inputs[file].bytesInOutput > 0);
}

/** What a part shows to the others: the files that are imported late, and what later parts want of any other. */
function entryOf({ name, entry, late }, plan) {
  const lines = entry ? [`export * from './${entry}';`] : [];
  const shown = [];
  // Sorted, because esbuild resolves imports side by side: they come in another order now and then.
  for (const file of [...plan.late].sort()) {
    if (partOfLate(file, plan) !== name) continue;
    // In the last part each is evaluated when it is asked for.
    if (late === 'rest') shown.push(`get '${file}'() { return require('./${file}'); }`);
    else {
      lines.push(`import * as late${shown.length} from './${file}';`);
      shown.push(`'${file}': late${shown.length}`);
    }
  }
  for (const id of [...plan.wanted.keys()].sort()) {
    const [part, file] = id.split(':');
    if (part !== name || plan.late.has(file)) continue;
    const at = shown.length;
    const names = [...plan.wanted.get(id)].sort();
    lines.push(`import { ${names.map((each) => `${each} as ${each}${at}`)} } from './${file}';`);
    // A plain object is read faster than one of getters, such as a namespace is.
    shown.push(`'${file}': { ${names.map((each) => `${each}: ${each}${at}`)} }`);
  }
  lines.push(`export const files = { ${shown.join(',\n')} };`);
  return { stdin: { contents: lines.join('\n'), resolveDir: '.', sourcefile: `${name}.js` } };
}

function partOfLate(file, { parts, homes }) {
  const named = parts.find(({ late }) => late?.includes(file));
  return (named ?? parts.find(({ name }) => name === homes.get(file)) ?? parts.at(-1)).name;
}

function rank(name, { parts }) {
  return parts.findIndex((part) => part.name === name);
}

function acrossParts(part, plan) {
  const setup = ({ onResolve }) =>
    onResolve({ filter: /^\./ }, ({ path, kind, resolveDir, importer }) => {
      const file = relative('.', resolve(resolveDir, path));
      if (kind === 'dynamic-import') {
        plan.late.add(file);
        return { path: `${partOfLate(file, plan)}:${file}`, external: true };
      }
      const home = importer === `${part.name}.js` ? part.name : plan.homes.get(file);
      if (home === undefined || rank(home, plan) >= rank(part.name, plan)) return undefined;
      return { path: `${home}:${file}`, external: true, sideEffects: false };
    });
  return { name: 'across-parts', setup };
}
