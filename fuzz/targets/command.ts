import { getopt } from '../../src/cli/command-line/getopt.ts';
import { ignoredWordLine } from '../../src/cli/command-line/ignored-word.ts';
import { parseOptions } from '../../src/cli/command-line/parse.ts';
import { COMMANDS, checkRefused } from '../../src/cli/commands.ts';
import { EXIT_FAILURE, EXIT_USAGE, Exit } from '../../src/cli/exit.ts';
import { OPTIONS } from '../../src/cli/options/table.ts';
import { LineWriter } from '../../src/cli/output/line-writer.ts';
import { plainText, printable } from '../../src/cli/output/printable.ts';
import { texts } from '../corpus.ts';
import { mutator } from '../mutators/bytes.ts';
import { lineSteps } from '../mutators/lines.ts';
import { commandWords, WORD_END } from '../mutators/words.ts';
import type { Target } from '../target.ts';

const line = (...words: readonly string[]) => words.join(WORD_END);

const SEEDS = [
  line('-tulnp'),
  line('-rn6', '--source', 'procfs'),
  line('events', '-t', '--count', '1', '--json'),
  line('events', '--for', '5', '--record', 'changes'),
  line('--inet', '--numeric-hosts', '--interval=0.5', '-c', '--', '-x'),
  line('-A', 'inet,unix', '-aevvW'),
  line('--owners=bpf', '--procfs', '/host/proc', '-s'),
];

const wordsOf = (input: Uint8Array) => Buffer.from(input).toString('utf8').split(WORD_END);

/** Settings as plain data. */
function plain(value: unknown): unknown {
  if (value instanceof Set) return [...value].map(plain);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value === undefined ? null : value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

/** Misuse; netstat has another code for a family that it does not know. */
const mayThrow = (error: unknown) => error instanceof Exit && [EXIT_USAGE, EXIT_FAILURE].includes(error.code);

const options: Target = {
  name: 'command/options',
  seeds: () => texts(...SEEDS),
  mutate: commandWords,
  mayThrow,
  rounded: /./,
  run: (input) => {
    const words = wordsOf(input);
    const parsed = parseOptions(words);
    if (parsed.kind !== 'list' && Object.hasOwn(COMMANDS, parsed.kind)) checkRefused(parsed as never);
    return { value: { parsed: plain(parsed), ignored: ignoredWordLine(words) ?? null } };
  },
};

/** Every option is one of the table, and every value a part of a word that was given. */
const words: Target = {
  name: 'command/getopt',
  seeds: () => texts(...SEEDS),
  mutate: commandWords,
  mayThrow,
  run: (input) => {
    const given = wordsOf(input);
    const found = [...getopt(given, OPTIONS)].map(({ option, value }) => ({
      name: option.long ?? option.short ?? '',
      value,
    }));
    return {
      value: found,
      disagreement: () => {
        const strange = found.find(({ value }) => !given.some((word) => word.includes(value)));
        return strange && `no word has the value of ${strange.name}`;
      },
    };
  },
};

const NAMES = ['eth0', 'd\xc3\xa9j\xc3\xa0', '\x1b[2J', '\xc2\x9b2J', '\xe2\x80\xae', '\xef\xbb\xbfnginx', '\xff\xfe'];

const writer: Target = {
  name: 'command/line-writer',
  seeds: () => texts(...NAMES),
  mutate: mutator(lineSteps),
  run: (input) => {
    const parts: Uint8Array[] = [];
    const out = new LineWriter((bytes) => void parts.push(bytes.slice()), true);
    out.copy(input);
    out.space();
    out.text(Buffer.from(input).toString('latin1'));
    out.numberRight(input.length, 9);
    out.endLine();
    out.flush();
    const terminal = new Uint8Array(Buffer.concat(parts));
    return {
      value: terminal,
      terminal,
      disagreement: () => {
        const most = 2 * input.length + 1 + Math.max(9, `${input.length}`.length) + 1;
        if (terminal.length !== most) return `${terminal.length} bytes, not ${most}`;
        return terminal.indexOf(0x0a) === terminal.length - 1 ? undefined : 'a name ends a line';
      },
    };
  },
};

const names: Target = {
  name: 'command/printable',
  seeds: () => texts(...NAMES),
  mutate: mutator(lineSteps),
  run: (input) => {
    const shown = printable(input);
    const text = plainText(Buffer.from(input).toString('utf8'));
    return {
      value: { shown, text },
      terminal: Buffer.concat([shown, Buffer.from(text)]),
      disagreement: () => (shown.length === input.length ? undefined : `${shown.length} bytes, not ${input.length}`),
    };
  },
};

export const COMMAND: readonly Target[] = [options, words, writer, names];
