/**
 * What no text that people read may hold: controls, which terminals obey and which end lines; what turns the direction of writing; what is not
 * drawn at all, so that one name passes for another, or for none; blanks beside the plain space, which pass for it or for the end of a column;
 * and what has no meaning that all share, and so no look: private, unassigned, half a surrogate pair. These are Unicode's own classes, and the
 * characters beside them that are drawn as nothing: a blank of Braille, music, Khitan and hieroglyphs, and the place of an object.
 */
const CLASS = '\\p{C}\\p{Z}\\p{Default_Ignorable_Code_Point}\\u2800\\ufffc\\u{13441}\\u{13442}\\u{16fe4}\\u{1d159}';

const PLAIN = /^[ -~]*$/;

/** Made when the first text needs it: it takes V8 a millisecond, and few listings have such a text. */
let each: RegExp | undefined;

/** @param character - one alone */
export function isInvisible(character: string): boolean {
  return withoutInvisible(character, () => '') === '';
}

/** A text with something else for each of these. */
export function withoutInvisible(text: string, replace: (found: string) => string): string {
  if (PLAIN.test(text)) return text;
  each ??= new RegExp(`(?! )[${CLASS}]`, 'gu');
  return text.replace(each, replace);
}
