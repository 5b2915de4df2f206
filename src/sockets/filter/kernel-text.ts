import { formatAddress } from '../../base/address.ts';
import { AF_INET, AF_INET6 } from '../../uapi/sockets.ts';
import type { Prefix } from './expression.ts';
import type { Interval } from './intervals.ts';
import type { KernelTest } from './kernel-test.ts';

/** What the kernel is asked, in the words of a filter; empty where it takes every socket. States are not among it. */
export function kernelText(test: KernelTest): string {
  switch (test.is) {
    case 'and':
      return test.parts.map((part) => (part.is === 'or' ? `(${kernelText(part)})` : kernelText(part))).join(' and ');
    case 'or':
      return test.parts.map((part) => (part.is === 'and' ? `(${kernelText(part)})` : kernelText(part))).join(' or ');
    case 'ports':
      return portsText(test.end === 'local' ? 'sport' : 'dport', test.ranges);
    case 'host':
      return `${test.end === 'local' ? 'src' : 'dst'} ${equal(test.not)} ${prefixText(test.prefix)}`;
    case 'device':
      return `dev ${equal(test.not)} ${test.index}`;
    case 'mark':
      return `fwmark ${equal(test.not)} ${test.number}/0x${test.mask.toString(16)}`;
    case 'cgroup':
      return `cgroup ${equal(test.not)} ${test.id}`;
    default:
      return '';
  }
}

const equal = (not: boolean) => (not ? '!=' : '=');

function portsText(word: string, ranges: readonly Interval[]): string {
  const texts = ranges.map(({ low, high }) => (low === high ? `${low}` : `${low}-${high}`));
  return texts.length === 1 ? `${word} = ${texts[0]}` : `${word} in (${texts.join(', ')})`;
}

function prefixText({ family, address, length }: Prefix): string {
  const text = formatAddress(family === 'inet' ? AF_INET : AF_INET6, address, 0);
  return length === 8 * address.length ? text : `${text}/${length}`;
}
