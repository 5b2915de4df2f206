/** Plain data as a line of JSON, without its end. Control characters above ASCII too are escaped: a terminal may get it. */
export function jsonLine(data: unknown): string {
  return JSON.stringify(data).replace(UNESCAPED, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}

const UNESCAPED = /[\u007f-\u009f]/g;
