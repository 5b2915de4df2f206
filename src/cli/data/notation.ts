import { decodeText } from '../../base/text.ts';
import { jsonLine } from '../../recording/json-line.ts';
import type { LineWriter } from '../output/line-writer.ts';
import { csvText } from './csv-text.ts';

/** How a format writes values. */
export interface Notation {
  /** What stands for an unknown value. */
  none: Uint8Array;
  /** What stands around text that is ASCII without anything to escape. */
  quote: Uint8Array;
  /** Text whole, with what stands around it. */
  text: (text: string) => Uint8Array;
  /** Whether a byte of ASCII can stand in text as it is. */
  isPlain: (byte: number) => boolean;
}

/** What stands before a field's value, and instead of field and value. */
export interface Frame {
  before: Uint8Array;
  /** The value is not known. */
  none: Uint8Array;
  /** The row has no such field, or it was not asked for. */
  absent: Uint8Array;
}

const SPACE = 0x20;
const TILDE = 0x7e;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const LETTER = 0x2f;

const isPrintable = (byte: number) => byte >= SPACE && byte <= TILDE;

/** A key begins with a comma; that of a row's first key becomes the brace. */
export const JSON_NOTATION: Notation = {
  none: Buffer.from('null'),
  quote: Buffer.from('"'),
  text: (text) => Buffer.from(jsonLine(text)),
  isPlain: (byte) => isPrintable(byte) && byte !== QUOTE && byte !== BACKSLASH,
};

/** Text that begins with what a spreadsheet may run is none of the plain. */
export const CSV_NOTATION: Notation = {
  none: new Uint8Array(0),
  quote: new Uint8Array(0),
  text: (text) => Buffer.from(csvText(text)),
  isPlain: (byte) => isPrintable(byte) && byte !== QUOTE && byte !== COMMA,
};

/** Of a key in an object. */
export function jsonFrame(key: string): Frame {
  const before = Buffer.from(`,${JSON.stringify(key)}:`);
  return { before, none: Buffer.concat([before, JSON_NOTATION.none]), absent: new Uint8Array(0) };
}

/** Of a cell. */
export function csvFrame(first: boolean): Frame {
  const before = Buffer.from(first ? '' : ',');
  return { before, none: before, absent: before };
}

/** Writes bytes that are UTF-8 by agreement as text, `before` in front of it. What is plain ASCII, as most names are, makes no string. */
export function writeBytes(
  out: LineWriter,
  notation: Notation,
  bytes: Uint8Array,
  [start, end]: readonly [number, number],
  before = '',
): void {
  // A letter or a slash at the beginning is nothing that a spreadsheet runs, and no text is to be taken for no text.
  let plain =
    before === '' &&
    end > start &&
    (bytes[start] as number) >= LETTER &&
    bytes[start] !== EQUALS &&
    bytes[start] !== AT;
  for (let at = start; plain && at < end; at++) plain = notation.isPlain(bytes[at] as number);
  if (!plain) {
    out.copy(notation.text(before + decodeText(bytes.subarray(start, end))));
    return;
  }
  out.copy(notation.quote);
  out.copy(bytes, start, end);
  out.copy(notation.quote);
}

const EQUALS = 0x3d;
const AT = 0x40;
