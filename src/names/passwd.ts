// Behind a `+` or `-` are names for NIS, and no users; blanks may be before a line and a number.
const ENTRY = /^[ \t\v\f\r]*([^#+: \t\v\f\r-][^:]*):[^:]*:[ \t]*(\d+):[ \t]*\d+(?::|$)/;

/** Users of passwd(5), `name:password:uid:gid:…`, in its order. A NUL ends a line. @param text - Latin-1: a byte is a character */
export function* passwdEntries(text: string): Generator<[name: string, uid: number], void, undefined> {
  for (const line of text.split('\n')) {
    const [, name, uid] = ENTRY.exec(line.split('\0', 1)[0] as string) ?? [];
    if (name !== undefined) yield [name, Number(uid)];
  }
}
