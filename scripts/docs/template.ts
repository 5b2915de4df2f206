import { readFileSync } from 'node:fs';

/** A file beside this one with each `@name@` replaced by the text of that name. Throws when either has a name the other lacks. */
export function fillTemplate(file: string, texts: Readonly<Record<string, string>>): string {
  const unused = new Set(Object.keys(texts));
  const filled = readFileSync(new URL(file, import.meta.url), 'utf8').replace(/@([a-z]+)@/g, (_, name: string) => {
    const text = texts[name];
    if (text === undefined) throw new Error(`${file}: no text for @${name}@`);
    unused.delete(name);
    return text;
  });
  if (unused.size > 0) throw new Error(`${file}: has no place for ${[...unused].join(', ')}`);
  return filled;
}
