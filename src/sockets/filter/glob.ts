/**
 * Whether a text is what a glob describes, as fnmatch(3) has it without flags: `*` any characters, `/` among them, `?` one, `[a-z]` and
 * `[!a-z]` one of a set, and a backslash takes the meaning from what is behind it. A `[` without an end stands for itself. The time is at most
 * the product of both lengths.
 */
export function matchesGlob(glob: string, text: string, anyCase = false): boolean {
  const [pattern, subject] = anyCase ? [glob.toLowerCase(), text.toLowerCase()] : [glob, text];
  let at = 0;
  let taken = 0;
  let star = -1;
  let restart = 0;
  while (taken < subject.length) {
    if (pattern.charAt(at) === '*') {
      star = ++at;
      restart = taken;
      continue;
    }
    const next = at < pattern.length ? oneOf(pattern, at, subject.charAt(taken)) : -1;
    if (next >= 0) {
      at = next;
      taken++;
    } else if (star >= 0) {
      at = star;
      taken = ++restart;
    } else {
      return false;
    }
  }
  while (pattern.charAt(at) === '*') at++;
  return at === pattern.length;
}

/** Where the pattern goes on behind what one character is; -1 where the character is another. */
function oneOf(pattern: string, at: number, character: string): number {
  const wanted = pattern.charAt(at);
  if (wanted === '?') return at + 1;
  if (wanted === '[') {
    const end = endOfSet(pattern, at);
    if (end > 0) return isInSet(pattern, at + 1, end, character) ? end + 1 : -1;
  }
  if (wanted === '\\' && at + 1 < pattern.length) return pattern.charAt(at + 1) === character ? at + 2 : -1;
  return wanted === character ? at + 1 : -1;
}

const isNot = (character: string) => character === '!' || character === '^';

/** The place of a set's `]`; a `]` that is the first of the set belongs to it. -1 for none. */
function endOfSet(pattern: string, open: number): number {
  const first = open + (isNot(pattern.charAt(open + 1)) ? 2 : 1);
  for (let at = first; at < pattern.length; at++) {
    if (pattern.charAt(at) === '\\') at++;
    else if (pattern.charAt(at) === ']' && at > first) return at;
  }
  return -1;
}

function isInSet(pattern: string, from: number, end: number, character: string): boolean {
  const negated = isNot(pattern.charAt(from));
  let found = false;
  for (let at = negated ? from + 1 : from; at < end; at++) {
    if (pattern.charAt(at) === '\\') at++;
    const low = pattern.charAt(at);
    let high = low;
    if (pattern.charAt(at + 1) === '-' && at + 2 < end) {
      at += 2;
      if (pattern.charAt(at) === '\\') at++;
      high = pattern.charAt(at);
    }
    found ||= character >= low && character <= high;
  }
  return found !== negated;
}
