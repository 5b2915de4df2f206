/** The kernel's numbers for links and their addresses as tables. Each names the header it comes from. */

/** Flags of an interface by bit, `enum net_device_flags` of `include/uapi/linux/if.h`. ioctl(2) gives the first sixteen alone. */
export const INTERFACE_FLAGS = [
  'up',
  'broadcast',
  'debug',
  'loopback',
  'pointopoint',
  'notrailers',
  'running',
  'noarp',
  'promisc',
  'allmulti',
  'master',
  'slave',
  'multicast',
  'portsel',
  'automedia',
  'dynamic',
  'lower-up',
  'dormant',
  'echo',
] as const;

export type InterfaceFlag = (typeof INTERFACE_FLAGS)[number];

export const IFF_UP = 0x1;
export const IFF_BROADCAST = 0x2;
export const IFF_POINTOPOINT = 0x10;
export const IFF_RUNNING = 0x40;
export const IFF_LOWER_UP = 0x10000;
export const IFF_DORMANT = 0x20000;

/** `IF_OPER_*` of `include/uapi/linux/if.h` by number, in the words of `/sys/class/net/<name>/operstate`. */
export const OPER_STATES = ['unknown', 'notpresent', 'down', 'lowerlayerdown', 'testing', 'dormant', 'up'] as const;

export type OperState = (typeof OPER_STATES)[number];

/** `ARPHRD_*` of `include/uapi/linux/if_arp.h`: their names in lower case, by number. */
const HARDWARE_TYPES: Readonly<Record<number, string>> = {
  0: 'netrom',
  1: 'ether',
  2: 'eether',
  3: 'ax25',
  4: 'pronet',
  5: 'chaos',
  6: 'ieee802',
  7: 'arcnet',
  8: 'appletlk',
  15: 'dlci',
  19: 'atm',
  23: 'metricom',
  24: 'ieee1394',
  27: 'eui64',
  32: 'infiniband',
  256: 'slip',
  257: 'cslip',
  258: 'slip6',
  259: 'cslip6',
  260: 'rsrvd',
  264: 'adapt',
  270: 'rose',
  271: 'x25',
  272: 'hwx25',
  280: 'can',
  290: 'mctp',
  512: 'ppp',
  513: 'hdlc',
  516: 'lapb',
  517: 'ddcmp',
  518: 'rawhdlc',
  519: 'rawip',
  768: 'tunnel',
  769: 'tunnel6',
  770: 'frad',
  771: 'skip',
  772: 'loopback',
  773: 'localtlk',
  774: 'fddi',
  775: 'bif',
  776: 'sit',
  777: 'ipddp',
  778: 'ipgre',
  779: 'pimreg',
  780: 'hippi',
  781: 'ash',
  782: 'econet',
  783: 'irda',
  784: 'fcpp',
  785: 'fcal',
  786: 'fcpl',
  787: 'fcfabric',
  800: 'ieee802_tr',
  801: 'ieee80211',
  802: 'ieee80211_prism',
  803: 'ieee80211_radiotap',
  804: 'ieee802154',
  805: 'ieee802154_monitor',
  820: 'phonet',
  821: 'phonet_pipe',
  822: 'caif',
  823: 'ip6gre',
  824: 'netlink',
  825: '6lowpan',
  826: 'vsockmon',
  65534: 'none',
  65535: 'void',
};

/** The name of a hardware type, as `ARPHRD_ETHER` without its prefix: `ether`. Undefined for a number that came later. */
export function hardwareTypeName(type: number): string | undefined {
  return HARDWARE_TYPES[type];
}

/** `enum rt_scope_t` of `include/uapi/linux/rtnetlink.h`; others are the administrator's own. */
const ADDRESS_SCOPES: Readonly<Record<number, string>> = {
  0: 'global',
  200: 'site',
  253: 'link',
  254: 'host',
  255: 'nowhere',
};

/** The name of an address's scope, or its number as text. */
export function addressScopeName(scope: number): string {
  return ADDRESS_SCOPES[scope] ?? `${scope}`;
}

/** `IFA_F_*` of `include/uapi/linux/if_addr.h` by bit. The first is IFA_F_TEMPORARY of IPv6 and IFA_F_SECONDARY of IPv4. */
export const ADDRESS_FLAGS = [
  'secondary',
  'nodad',
  'optimistic',
  'dadfailed',
  'homeaddress',
  'deprecated',
  'tentative',
  'permanent',
  'managetempaddr',
  'noprefixroute',
  'mcautojoin',
  'stable-privacy',
] as const;

export type AddressFlag = (typeof ADDRESS_FLAGS)[number] | 'temporary';

export function addressFlagNames(family: 'inet' | 'inet6', bits: number): AddressFlag[] {
  const names: AddressFlag[] = ADDRESS_FLAGS.filter((_, bit) => bits & (1 << bit));
  if (family === 'inet6' && bits & 1) names[0] = 'temporary';
  return names;
}

export function interfaceFlagNames(bits: number): InterfaceFlag[] {
  const names: InterfaceFlag[] = [];
  for (let bit = 0; bit < INTERFACE_FLAGS.length; bit++) {
    if (bits & (1 << bit)) names.push(INTERFACE_FLAGS[bit] as InterfaceFlag);
  }
  return names;
}
