import type { InetProtocol, Sections } from '../sections.ts';

/** What a listing goes through, in netstat's order. */
export type ListedStep = InetProtocol | 'groups' | 'unix';

export function listedSteps({ inet, groups, unix }: Sections): ListedStep[] {
  return [...inet, ...(groups ? (['groups'] as const) : []), ...(unix ? (['unix'] as const) : [])];
}
