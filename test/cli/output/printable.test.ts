import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { plainText, printable } from '../../../src/cli/output/printable.ts';
import { CODE_POINTS } from '../../support/hostile.ts';

const shown = (latin1: string) => Buffer.from(printable(Buffer.from(latin1, 'latin1'))).toString('latin1');
const utf8 = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

describe('printable', () => {
  for (const [what, bytes, expected] of [
    ['nothing', '', ''],
    ['plain text with blanks', '/run/my app.sock', '/run/my app.sock'],
    ['every printable ASCII character', ' !"#$%&\'()*+,-./0~}|{z', ' !"#$%&\'()*+,-./0~}|{z'],
    ['an escape sequence', '\x1b[2J\x1b]0;owned\x07', '?[2J?]0;owned?'],
    ['newline, tab, return, backspace', 'a\nb\tc\rd\be', 'a?b?c?d?e'],
    ['NUL and DEL', '\0a\x7f', '?a?'],
    ['C1 controls in UTF-8', utf8('a\u009b31mb\u0080\u009f'), 'a??31mb????'],
    ['raw C1 bytes', '\x9b31m\x80\x9f', '?31m??'],
    ['the first character behind C1, a blank', utf8('\u00a0'), '??'],
    ['the first letter-like character behind that', utf8('\u00a1'), utf8('\u00a1')],
    ['each blank but the plain one', utf8('a b\u2003c\u202fd\u205fe\u3000f\u1680g'), 'a b???c???d???e???f???g'],
    ['accents', utf8('café'), utf8('café')],
    ['CJK', utf8('日本語.sock'), utf8('日本語.sock')],
    ['an emoji of four bytes', utf8('🦀'), utf8('🦀')],
    ['a byte order mark', utf8('\ufeffx'), '???x'],
    ['the last code point, which is no character', utf8('\u{10ffff}'), '????'],
    ['the last character there can be, which is private', utf8('\u{10fffd}\ue000'), '???????'],
    ['what is not assigned', utf8('\u0378x\u{8ffff}'), '??x????'],
    ['blanks that are letters or signs', utf8('\u{16fe4}\u{13441}\u{13442}\u{1d159}\ufffc'), '?'.repeat(19)],
    ['Arabic, Khmer and Devanagari', utf8('مرحبا ភាសាខ្មែរ हिन्दी'), utf8('مرحبا ភាសាខ្មែរ हिन्दी')],
    ['Hangul, Thai and Hebrew', utf8('한국어 ไทย עברית'), utf8('한국어 ไทย עברית')],
    ['what is of no width', utf8('a\u200bb\u00adc\u2060'), 'a???b??c???'],
    ['what fills a place and is not drawn', utf8('\u3164\u115f\uffa0\u2800'), '????????????'],
    ['what only chooses how another character is drawn', utf8('x\ufe0f\u{e0100}'), 'x???????'],
    ['tags', utf8('\u{e0041}\u{e007f}'), '????????'],
    ['what annotates', utf8('\ufff9a\ufffb'), '???a???'],
    ['Latin-1', 'caf\xe9', 'caf?'],
    ['a character cut at the end', utf8('日').slice(0, 2), '??'],
    ['a cut emoji before text', `${utf8('🦀').slice(0, 3)}ab`, '???ab'],
    ['an overlong newline', '\xc0\x8a', '??'],
    ['an overlong escape of three bytes', '\xe0\x80\x9b', '???'],
    ['half a surrogate pair', '\xed\xa0\x80', '???'],
    ['beyond Unicode', '\xf4\x90\x80\x80', '????'],
    ['bytes UTF-8 never has', '\xff\xfe\xf8', '???'],
    ['what turns the direction of writing', 'a\xe2\x80\xaeb\xe2\x81\xa6', 'a???b???'],
    ['an escape inside a cut character', '\xe3\x1b[m', '??[m'],
  ] as const) {
    it(`makes ${what} safe`, () => {
      assert.equal(shown(bytes), expected);
      assert.equal(expected.length, bytes.length);
    });
  }

  it('leaves no control character of any two bytes, and never changes the length', () => {
    for (let first = 0; first < 256; first++) {
      for (let second = 0; second < 256; second++) {
        const safe = printable(Uint8Array.of(first, second, 0x41));
        assert.equal(safe.length, 3);
        assert.equal(safe[2], 0x41);
        const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(safe);
        assert.doesNotMatch(text, /\p{Cc}/u);
      }
    }
  });

  it('leaves no code point that a terminal obeys or does not show, among others', () => {
    for (const code of CODE_POINTS) {
      const character = utf8(String.fromCodePoint(code));
      assert.equal(shown(`a${character}b`), `a${'?'.repeat(character.length)}b`, `U+${code.toString(16)}`);
    }
  });

  it('does not touch what it was given', () => {
    const bytes = Buffer.from('a\x1bb');
    printable(bytes);
    assert.equal(bytes.toString(), 'a\x1bb');
  });
});

describe('plainText', () => {
  it('has a question mark for each of these, as wide as it was', () => {
    for (const code of CODE_POINTS) {
      const character = String.fromCodePoint(code);
      assert.equal(plainText(`a${character}b`), `a${'?'.repeat(character.length)}b`, `U+${code.toString(16)}`);
    }
    assert.equal(plainText('caf\u00e9 \u65e5\u672c \u{1f980}'), 'caf\u00e9 \u65e5\u672c \u{1f980}');
  });
});
