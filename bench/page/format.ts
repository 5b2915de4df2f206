/** Numbers and rows of the page. */

/** A time in the unit that suits it, to three digits. */
export function seconds(value: number): string {
  if (value >= 1) return `${value.toPrecision(3)} s`;
  return `${(value * 1e3).toPrecision(3)} ms`;
}

/** 1000 as 1k, 1000000 as 1M. */
export function count(value: number): string {
  if (value >= 1e6) return `${value / 1e6}M`;
  return value >= 1e3 ? `${value / 1e3}k` : String(value);
}

/** A ratio as people say it: 1/8 and not 0.125, 1.35 as it is. */
export function ratio(value: number): string {
  return value < 0.4 ? `1/${(1 / value).toPrecision(1 / value < 10 ? 2 : 3)}` : value.toFixed(2);
}

export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
