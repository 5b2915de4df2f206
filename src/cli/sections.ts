import type { Protocol } from '../uapi.ts';
import type { OldFamily, Settings } from './settings.ts';

export type InetProtocol = Extract<Protocol, 'tcp' | 'sctp' | 'udp' | 'udplite' | 'raw'>;

/** netstat's order. */
const INET: readonly InetProtocol[] = ['tcp', 'sctp', 'udp', 'udplite', 'raw'];
const OLD_FAMILIES: readonly OldFamily[] = ['ipx', 'ax25', 'x25', 'netrom', 'rose'];

/** What a listing shows, in its order. */
export interface Sections {
  inet: readonly InetProtocol[];
  families: ('inet' | 'inet6')[];
  unix: boolean;
  oldFamilies: readonly OldFamily[];
  bluetooth: boolean;
  /** The protocols were named on the command line, so one that the kernel lacks is a failure. */
  inetNamed: boolean;
  /** Something was named at all: then the same holds for the other families. */
  named: boolean;
}

/** netstat's rules: nothing named is everything, a family alone is all its protocols, a protocol alone is both families. */
export function chooseSections(settings: Settings): Sections {
  const namedInet = INET.filter((protocol) => settings[protocol]);
  const familyNamed = settings.inet || settings.inet6;
  const inet = namedInet.length === 0 && familyNamed ? INET : namedInet;
  const { unix, bluetooth, oldFamilies } = settings;
  const named = inet.length > 0 || unix || bluetooth || oldFamilies.size > 0;
  if (!named) {
    return {
      inet: INET,
      families: ['inet', 'inet6'],
      unix: true,
      oldFamilies: OLD_FAMILIES,
      bluetooth,
      inetNamed: false,
      named,
    };
  }
  const families = (['inet', 'inet6'] as const).filter((family) => !familyNamed || settings[family]);
  const old = OLD_FAMILIES.filter((family) => oldFamilies.has(family));
  return { inet, families, unix, oldFamilies: old, bluetooth, inetNamed: namedInet.length > 0, named };
}
