/**
 * What no text that people read may hold: controls, which terminals obey and which end lines; what turns the direction of writing; and
 * what is not drawn at all, so that one name passes for another, or for none. These are Unicode's own classes, and two characters beside
 * them that are drawn as nothing.
 */
const CLASS =
  '\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}\\p{Noncharacter_Code_Point}\\u2800\\u{1d159}';

const PLAIN = /^[ -~]*$/;
const ONE = new RegExp(`[${CLASS}]`, 'u');
const EACH = new RegExp(`[${CLASS}]`, 'gu');

export function isInvisible(character: string): boolean {
  return ONE.test(character);
}

/** A text with something else for each of these. */
export function withoutInvisible(text: string, replace: (found: string) => string): string {
  return PLAIN.test(text) ? text : text.replace(EACH, replace);
}
