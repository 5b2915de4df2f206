/** A name as it may stand in a line: control characters, which terminals obey and which end lines, become `?`. */
export function plainText(name: string): string {
  return name.replace(CONTROL, '?');
}

const CONTROL = /\p{Cc}/gu;
