import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { offeredFields } from '../../../scripts/docs/offered-fields.ts';
import { parseOptions } from '../../../src/cli/command-line/parse.ts';
import { commandIn, optionsOf } from '../../../src/cli/commands.ts';
import { FAMILY_NAMES } from '../../../src/cli/options/families.ts';
import type { AnyOption } from '../../../src/cli/options/spec.ts';
import { OPTIONS } from '../../../src/cli/options/table.ts';
import { has } from '../../support/command.ts';
import { EVERY_OPTION } from '../../support/documented-options.ts';
import { offeredIn, type Shell, typeIn } from '../../support/shells.ts';
import { skipUnless } from '../../support/skip.ts';

/** What is typed, and what Tab makes of it. */
const LINES: readonly (readonly [string, string])[] = [
  ['--liste', '--listening'],
  ['--procf', '--procfs'],
  ['--pr', '--pro'],
  ['--ax', '--ax25'],
  ['-t --udpl', '-t --udplite'],
  ['-tulnp --wi', '-tulnp --wide'],
  ['-e --ext', '-e --extend'],
  ['-A inet -A un', '-A inet -A unix'],
  ['-A un', '-A unix'],
  ['-nA un', '-nA unix'],
  ['-Aun', '-Aunix'],
  ['-nAinet6,un', '-nAinet6,unix'],
  ['-A unix,blu', '-A unix,bluetooth'],
  ['-A ip,unix,blu', '-A ip,unix,bluetooth'],
  ['--protocol un', '--protocol unix'],
  ['--protocol=un', '--protocol=unix'],
  ['--protocol=ipx,un', '--protocol=ipx,unix'],
  ['--source=pro', '--source=procfs'],
  ['--source pro', '--source procfs'],
  ['--owners=b', '--owners=bpf'],
  ['--owners b', '--owners bpf'],
  ['--source=auto --owners=pr', '--source=auto --owners=procfs'],
  ['-p --source auto --owners pr', '-p --source auto --owners procfs'],
  ['--procfs /et', '--procfs /etc'],
  ['--procfs=/et', '--procfs=/etc'],
  ['--procfs packa', '--procfs packa'],
  ['ev', 'events'],
  ['-t ev', '-t ev'],
  ['ls --columns local,local-addresse', 'ls --columns local,local-addresses'],
  ['ls --columns=+rtt,+min-r', 'ls --columns=+rtt,+min-rtt'],
  ['ls --columns +send-segm', 'ls --columns +send-segment-rate'],
  ['ls --sort -recv-r', 'ls --sort -recv-rate'],
  ['ls --sort=-rtt,-recv-r', 'ls --sort=-rtt,-recv-rate'],
  ['ls --sort state,-rem', 'ls --sort state,-remote'],
  ['ls --by proc', 'ls --by process'],
  ['ls -t --by process,stat', 'ls -t --by process,state'],
  ['-tan --json --columns local-p', '-tan --json --columns local-port'],
  ['-tan --json --columns send-r', '-tan --json --columns send-r'],
  ['events --js', 'events --json'],
  ['--js', '--json'],
  ['--ndj', '--ndjson'],
  ['-tan --cs', '-tan --csv'],
  ['events -tp --all-p', 'events -tp --all-present'],
  ['events --replay package-l', 'events --replay package-lock.json'],
  ['events --record=package-l', 'events --record=package-lock.json'],
  ['comp', 'completion'],
  ['completion zs', 'completion zsh'],
  ['completion --hel', 'completion --help'],
  ['completion bash zs', 'completion bash zs'],
  ['--source=nonsense', '--source=nonsense'],
  ['--interval 1', '--interval 1'],
  ['packag', 'packag'],
  ['-r --masq', '-r --masq'],
  ['-rn --interf', '-rn --interf'],
  ['--route --stat', '--route --stat'],
  ['-rn --grou', '-rn --groups'],
];

const SHELLS: readonly Shell[] = ['bash', 'zsh', 'fish'];

describe('completion', () => {
  for (const shell of SHELLS) {
    describe(`of ${shell}`, { skip: skipUnless(has(shell), `${shell} is not installed`) }, () => {
      it('makes of what is typed what was meant', () => {
        const got = typeIn(
          shell,
          LINES.map(([typed]) => typed),
        );
        assert.deepEqual(
          // zsh takes back the slash it put behind a folder.
          got.map((words, i) => [LINES[i]?.[0], words.join(' ').replace(/\/$/, '')]),
          LINES.map((line) => [...line]),
        );
      });

      it('offers every option that does something, by all its names', () => {
        const names = EVERY_OPTION.filter(({ help }) => help).flatMap(({ short, long }) => [
          ...(short ? [`-${short}`] : []),
          `--${long}`,
        ]);
        const [all, numeric, ofEvents] = offeredIn(shell, ['-', '--num', 'events -']);
        assert.deepEqual(
          all,
          [...new Set(names)].sort().filter((name) => !isOfCommandAlone(name)),
        );
        assert.deepEqual(
          ofEvents,
          [...new Set(names)].sort().filter((name) => hasEffect(name)),
        );
        assert.ok(names.includes('-e') && !names.includes('-N') && !names.includes('-d'));
        assert.deepEqual(
          numeric,
          ['', '-hosts', '-ports', '-users'].map((end) => `--numeric${end}`),
        );
      });

      it('offers the words of an argument', () => {
        const lines = ['--source ', '--source=', '-p --owners ', '--owners='];
        assert.deepEqual(wordsOffered(shell, lines), [
          ['auto', 'netlink', 'procfs'],
          ['auto', 'netlink', 'procfs'],
          ['auto', 'bpf', 'procfs'],
          ['auto', 'bpf', 'procfs'],
        ]);
      });

      it('offers behind events no family that it has not', () => {
        const lines = ['events -A ', 'events -A', 'events --protocol '];
        assert.deepEqual(
          wordsOffered(shell, lines),
          lines.map(() => ['inet', 'inet6', 'ip', 'ip6', 'tcpip', 'unix']),
        );
      });

      it('offers the words of a list, and behind some of them the others', () => {
        const options = ['-A ', '-A', '-nA ', '--protocol ', '--protocol='];
        const others = FAMILY_NAMES.filter((name) => name !== 'inet' && name !== 'unix').sort();
        assert.deepEqual(
          wordsOffered(shell, options),
          options.map(() => [...FAMILY_NAMES].sort()),
        );
        assert.deepEqual(
          wordsOffered(
            shell,
            options.map((option) => `${option}inet,unix,`),
          ),
          options.map(() => others),
        );
      });

      it('offers words of fields that are not there yet, of those that the command has', () => {
        const lines = ['ls --columns rt', 'ls --columns rtt,rt', 'ls --columns +rtt,+rt', 'ls --sort -rtt,-rt'];
        assert.deepEqual(wordsOffered(shell, lines).map(withoutSign), [['rto', 'rtt', 'rttvar'], ...RTT_GONE]);
        const [ofLs, ofData] = wordsOffered(shell, ['ls --by ', '--json --columns ']);
        assert.deepEqual(ofLs, [...offeredFields().all].sort());
        assert.deepEqual(ofData, [...offeredFields().data].sort());
        assert.ok(ofLs?.includes('send-rate') && ofLs.includes('user') && ofLs.includes('queue-full'));
        assert.ok(ofData?.includes('rtt') && !ofData.includes('send-rate') && !ofData.includes('user'));
      });

      it('offers no second mode, and what goes with one', () => {
        const [offered] = offeredIn(shell, ['-rn --']);
        for (const mode of ['--route', '--interfaces', '--statistics', '--masquerade']) {
          assert.ok(!offered?.includes(mode), mode);
        }
        for (const option of ['--groups', '--extend', '--protocol', '--cache'])
          assert.ok(offered?.includes(option), option);
      });

      it('offers nothing where there is nothing to offer', () => {
        const lines = ['-- --', '--interval ', '--interval=', '--tcp=', '--nonsense', '--source nonsense'];
        assert.deepEqual(
          offeredIn(shell, lines),
          lines.map(() => []),
        );
      });
    });
  }

  it('makes only lines the command takes', () => {
    for (const [, line] of LINES) {
      if (/nonsense|--(procfs|pro|interf|masq|stat|js)$/.test(line)) continue;
      // Of a text, such as the help, no command is run.
      if (line.endsWith('--help') || line === 'completion bash zs') continue;
      const words = line.split(' ');
      assert.equal(parseOptions(words).kind, commandIn(words) ?? 'list', line);
    }
  });
});

/** Whether only a command has an option of the name. */
function isOfCommandAlone(name: string): boolean {
  return !OPTIONS.some(({ short, long }) => name === `-${short}` || name === `--${long}`);
}

/** Whether an option does something behind `events`, by one of its names. */
function hasEffect(name: string): boolean {
  const { shared, own } = optionsOf('events');
  const named = ({ short, long }: AnyOption) => name === `-${short}` || name === `--${long}`;
  return ['-h', '--help', '-V', '--version'].includes(name) || [...shared, ...own].some(named);
}

const RTT_GONE = Array.from({ length: 3 }, () => ['rto', 'rttvar']);

const withoutSign = (words: readonly string[]) => words.map((word) => word.replace(/^[+-]/, ''));

/** Without what stands before the word: zsh and readline add to it, others give it again. */
function wordsOffered(shell: Shell, lines: readonly string[]): string[][] {
  return offeredIn(shell, lines).map((words) => words.map((word) => word.replace(/^(.*[,=]|-n?A)/, '')).sort());
}
