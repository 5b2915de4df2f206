import { readFileSync } from 'node:fs';
import { packageUrl } from '../../package-root.ts';
import { LISTED_FAMILIES } from '../options/families.ts';
import { usages } from './usages.ts';

/** The first line is for programs: name and version. */
export function versionText(): string {
  const lists = usages().filter(({ operand, optional }) => operand === undefined || optional);
  const views = lists.map(({ view, opener }) => (opener ? `${view} (-${opener.short})` : view));
  return `sockdiag ${packageVersion()}
Options and output of netstat, net-tools 2.10
Views: ${views.join(', ')}
Families: ${LISTED_FAMILIES.join(', ')}, where the kernel has them
Licence: MIT
`;
}

/** The package's version, as package.json has it. */
function packageVersion(): string {
  const text = readFileSync(packageUrl('package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
