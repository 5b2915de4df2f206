import { worldName } from '../peers/compare.ts';
import type { QuestionsResult } from '../questions/result.ts';
import { machineLine, seriesTable, wantedTable } from './tables.ts';

/** What is said of questions: what was wanted of them, and every time. */
export function questionsParts({ date, machine, options, worlds, wanted }: QuestionsResult): string[] {
  return [
    '## Questions',
    `\`npm run bench:questions\`, ${date.slice(0, 10)}: ${machineLine(machine)}`,
    `In turns, ${options.runs} times or more, each checked for the number of its rows.`,
    wantedTable(wanted),
    ...worlds.flatMap(({ groups, errors, ...world }) => [
      `### ${worldName(world)}`,
      ...groups.map(seriesTable),
      ...errors.map((error) => `**Error:** ${error}.`),
    ]),
  ];
}
