import type { Protocol } from '../uapi/sockets.ts';
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
  groups: boolean;
  oldFamilies: readonly OldFamily[];
  l2cap: boolean;
  rfcomm: boolean;
  /** An IP version stands for all protocols: then netstat says nothing of those the kernel lacks, nor of groups and UNIX sockets. */
  inetByFamily: boolean;
  /** Something was named: then what the kernel lacks of it is a failure. */
  named: boolean;
}

/** netstat's rules: nothing named is everything, a family alone is all its protocols, a protocol alone is both families. */
export function chooseSections(settings: Settings): Sections {
  const namedInet = INET.filter((protocol) => settings[protocol]);
  const familyNamed = settings.inet || settings.inet6;
  const inet = namedInet.length === 0 && familyNamed ? INET : namedInet;
  const { unix, groups, l2cap, rfcomm, oldFamilies } = settings;
  const named = inet.length > 0 || unix || groups || l2cap || rfcomm || oldFamilies.size > 0;
  if (!named) {
    return {
      inet: INET,
      families: ['inet', 'inet6'],
      unix: true,
      groups: false,
      oldFamilies: OLD_FAMILIES,
      l2cap,
      rfcomm,
      inetByFamily: false,
      named,
    };
  }
  const families = (['inet', 'inet6'] as const).filter((family) => !familyNamed || settings[family]);
  const inetByFamily = familyNamed && namedInet.length === 0;
  const old = OLD_FAMILIES.filter((family) => oldFamilies.has(family));
  return { inet, families, unix, groups, oldFamilies: old, l2cap, rfcomm, inetByFamily, named };
}
