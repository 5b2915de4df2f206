/** A reader of CSV, RFC 4180, that knows nothing of ours. A cell without anything is null, one of two quotes is an empty text. */
export function parseCsv(text: string): (string | null)[][] {
  const records: (string | null)[][] = [];
  let record: (string | null)[] = [];
  for (let at = 0; at < text.length; ) {
    const [cell, end] = text[at] === '"' ? quotedCell(text, at) : plainCell(text, at);
    record.push(cell);
    if (text[end] === ',') {
      at = end + 1;
      continue;
    }
    if (!text.startsWith('\r\n', end))
      throw new Error(`no end of a record at ${JSON.stringify(text.slice(end, end + 40))}`);
    records.push(record);
    record = [];
    at = end + 2;
  }
  if (record.length > 0) throw new Error('the last record does not end');
  return records;
}

/** Each record by the names that the first one has. */
export function csvRows(text: string): Record<string, string | null>[] {
  const [names = [], ...records] = parseCsv(text);
  return records.map((cells) => {
    if (cells.length !== names.length) throw new Error(`${cells.length} cells in ${names.length} columns: ${cells}`);
    return Object.fromEntries(names.map((name, at) => [name, cells[at] ?? null]));
  });
}

function quotedCell(text: string, start: number): [cell: string, end: number] {
  let value = '';
  for (let at = start + 1; ; ) {
    const quote = text.indexOf('"', at);
    if (quote < 0) throw new Error(`a quote at ${start} is never closed`);
    value += text.slice(at, quote);
    if (text[quote + 1] !== '"') return [value, quote + 1];
    value += '"';
    at = quote + 2;
  }
}

const PLAIN = /[^,"\r\n]*/y;

function plainCell(text: string, start: number): [cell: string | null, end: number] {
  PLAIN.lastIndex = start;
  const [value] = PLAIN.exec(text) as RegExpExecArray;
  return [value === '' ? null : value, start + value.length];
}
