import { parseServicePorts } from '../../src/names/service-ports.ts';
import { FilterError } from '../../src/sockets/filter/filter-error.ts';
import { formatFilter } from '../../src/sockets/filter/format.ts';
import { matchesGlob } from '../../src/sockets/filter/glob.ts';
import { parseFilter } from '../../src/sockets/filter/parse.ts';
import { texts } from '../corpus.ts';
import { mutator } from '../mutators/bytes.ts';
import { lineSteps } from '../mutators/lines.ts';
import type { Answer, Target } from '../target.ts';

const SEEDS = [
  'dst 10.2.0.0/16 and (sport = :443 or sport = :80) and not state time-wait',
  'state listening state close-wait exclude close src [::1]:22',
  'process = "ng\\"inx*" and recv-q > 64k or rtt > 100ms',
  'fwmark = 0x10/0xff | cgroup /a.slice & ! autobound',
  'path = /run/*[!a-z]? or src unix:/tmp/\\*',
  'process ~ "^ng(inx|ix)$" or user !~ root',
  'local-port in (80, 443, 1024-2048) and rtt is not unknown',
  'dev != lo && shutdown = both && queue-full',
];

/** Where it is none, its place is shown at a terminal; else it is written, and means the same when it is read again. */
function readFilter(input: Uint8Array): Answer {
  const text = Buffer.from(input).toString('utf8');
  try {
    const written = formatFilter(parseFilter(text));
    return {
      value: written,
      disagreement: () => {
        const again = formatFilter(parseFilter(written));
        return again === written ? undefined : `${written} is read as ${again}`;
      },
    };
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    const [shown, caret] = error.caretLines();
    return {
      value: { position: error.position, expected: error.expected },
      terminal: Buffer.from(`${shown}\n${caret}\n`),
      disagreement: () => (error.position <= text.length ? undefined : `${error.position} is behind the end`),
    };
  }
}

const filter: Target = {
  name: 'filters/parse',
  seeds: () => texts(...SEEDS),
  mutate: mutator(lineSteps),
  run: readFilter,
};

/** A text and a glob, each a line. What is a glob without anything special is its own text. */
const glob: Target = {
  name: 'filters/glob',
  seeds: () => texts('/run/x.sock\n/run/*.sock', 'nginx\n[a-n]g?n\\x', 'a]b\na[]]b'),
  mutate: mutator(lineSteps),
  run: (input) => {
    const [text = '', pattern = ''] = Buffer.from(input.subarray(0, 256)).toString('utf8').split('\n');
    return {
      value: [matchesGlob(pattern, text), matchesGlob(pattern, text, true)],
      disagreement: () => {
        if (!matchesGlob('*', text)) return 'an asterisk is not any text';
        return matchesGlob(text.replace(/[*?[\]\\]/g, '\\$&'), text) ? undefined : 'a text is not its own glob';
      },
    };
  },
};

const services: Target = {
  name: 'filters/services',
  seeds: () => texts('ssh 22/tcp\nhttp\t80/tcp www\ndomain 53/udp # ssh\n'),
  mutate: mutator(lineSteps),
  run: (input) => {
    const ports = parseServicePorts(Buffer.from(input).toString('latin1'), 'ssh');
    return {
      value: ports,
      disagreement: () => (ports.every(({ port }) => port >= 1 && port <= 0xffff) ? undefined : `${ports}`),
    };
  },
};

export const FILTERS: readonly Target[] = [filter, glob, services];
