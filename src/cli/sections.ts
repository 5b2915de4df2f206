import { LEGACY_FAMILIES, type LegacyFamily } from '../legacy/legacy-socket.ts';
import type { Protocol } from '../uapi/sockets.ts';
import type { Settings } from './settings.ts';

export type InetProtocol = Extract<Protocol, 'tcp' | 'sctp' | 'udp' | 'udplite' | 'raw'>;

/** netstat's order. */
const INET: readonly InetProtocol[] = ['tcp', 'sctp', 'udp', 'udplite', 'raw'];

/** What a listing shows, in its order. */
export interface Sections {
  inet: readonly InetProtocol[];
  families: ('inet' | 'inet6')[];
  unix: boolean;
  groups: boolean;
  legacyFamilies: readonly LegacyFamily[];
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
  const { unix, groups, l2cap, rfcomm, legacyFamilies } = settings;
  const named = inet.length > 0 || unix || groups || l2cap || rfcomm || legacyFamilies.size > 0;
  if (!named) {
    return {
      inet: INET,
      families: ['inet', 'inet6'],
      unix: true,
      groups: false,
      legacyFamilies: LEGACY_FAMILIES,
      l2cap,
      rfcomm,
      inetByFamily: false,
      named,
    };
  }
  const families = (['inet', 'inet6'] as const).filter((family) => !familyNamed || settings[family]);
  const inetByFamily = familyNamed && namedInet.length === 0;
  const legacy = LEGACY_FAMILIES.filter((family) => legacyFamilies.has(family));
  return { inet, families, unix, groups, legacyFamilies: legacy, l2cap, rfcomm, inetByFamily, named };
}
