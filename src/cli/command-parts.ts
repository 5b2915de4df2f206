import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import { sealCode, unsealCode } from './code-cache.ts';
import { CodeFolder } from './code-folder.ts';

/** What a part shows to others: the files it has, by their paths, each with what it exports. */
export interface CommandPart {
  files: Readonly<Record<string, unknown>>;
}

type Run = (require: (name: string) => unknown, module: { exports: unknown }, moduleUrl: string) => void;

interface Loaded {
  exports: CommandPart;
  /** Of its kept code. */
  name: string;
  script: Script;
  source: Buffer;
  /** V8 took what an earlier run had kept. */
  fromKept: boolean;
}

/** It is the source and twice the compiled code: some five times the source. */
const MOST_TIMES_SOURCE = 32;
/** Which parts they are, by scripts/bundle.mjs: other builds have their own code beside theirs. */
declare const SOCKDIAG_BUILD: string;

/**
 * The parts of the command, which lie beside its file as texts of functions (scripts/parts.mjs), each loaded when it is first needed. Compiled
 * by an earlier run it starts sooner: to compile a part takes longer than a short listing.
 */
export class CommandParts {
  readonly #require: NodeJS.Require;
  readonly #moduleUrl: string;
  readonly #folder = CodeFolder.ofUser();
  readonly #loaded = new Map<string, Loaded>();

  constructor(require: NodeJS.Require, moduleUrl: string) {
    this.#require = require;
    this.#moduleUrl = moduleUrl;
  }

  /** @param file - what is wanted of it */
  load(part: string, file?: string): CommandPart {
    const loaded = this.#loaded.get(part) ?? this.#run(part, file);
    return loaded.exports;
  }

  /** Keeps what V8 has compiled by now for the runs to come. A run that did something new has compiled more of every part. */
  keepCode(): void {
    const all = [...this.#loaded.values()];
    if (all.every(({ fromKept }) => fromKept)) return;
    for (const { name, script, source } of all) {
      this.#folder?.write(name, () => sealCode(source, script.createCachedData()));
    }
  }

  #run(part: string, file: string | undefined): Loaded {
    const filename = fileURLToPath(new URL(`${part}.js`, this.#moduleUrl));
    const source = readFileSync(filename);
    const name = codeName(part, file);
    const kept = this.#folder?.read(name, source.length * MOST_TIMES_SOURCE);
    const cachedData = kept && unsealCode(kept, source);
    // esbuild writes nothing but ASCII, which is read fastest so.
    const script = new Script(source.toString('latin1'), { filename, ...(cachedData && { cachedData }) });
    const module: { exports: CommandPart } = { exports: { files: {} } };
    (script.runInThisContext() as Run)(this.#requireFrom, module, this.#moduleUrl);
    const fromKept = cachedData !== undefined && script.cachedDataRejected === false;
    const loaded = { exports: module.exports, name, script, source, fromKept };
    this.#loaded.set(part, loaded);
    return loaded;
  }

  /** Files of parts are `part:src/…`; anything else is Node's. */
  readonly #requireFrom = (id: string): unknown => {
    const [part = '', file = ''] = id.split(':');
    return file.startsWith('src/') ? this.load(part, file).files[file] : this.#require(id);
  };
}

/**
 * Code of another Node or processor is of no use to this one. V8 compiles a function when it is called, so what one view has compiled of a part is of
 * little use to another: each has code of its own, by the file for which it loads the part.
 */
function codeName(part: string, file: string | undefined): string {
  const user = file === undefined ? '' : `.${file.slice('src/'.length, -'.ts'.length).replaceAll('/', '.')}`;
  return `${part}${user}-${SOCKDIAG_BUILD}-${process.version}-${process.arch}.code`;
}
