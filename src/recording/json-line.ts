import { withoutInvisible } from '../base/invisible.ts';

/**
 * Plain data as a line of JSON, without its end. What a terminal obeys, or does not show, is escaped, for a terminal may get the line.
 */
export function jsonLine(data: unknown): string {
  return withoutInvisible(JSON.stringify(data), escaped);
}

function escaped(character: string): string {
  // By UTF-16's units, as JSON has it.
  return Array.from({ length: character.length }, (_, i) => {
    return `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
  }).join('');
}
