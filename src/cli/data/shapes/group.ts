import type { Group } from '../../../index.ts';
import type { ShapesOf } from '../shape.ts';

export const GROUP: ShapesOf<Group> = {
  family: { is: 'text', words: ['inet', 'inet6'] },
  interface: { is: 'text', orNull: true, doc: "The interface's name." },
  interfaceIndex: { is: 'number', orNull: true },
  address: { is: 'text', doc: "The group's address." },
  users: { is: 'number', orNull: true, doc: 'How many sockets and parts of the kernel have joined it there.' },
  expires: { is: 'number', orNull: true, doc: 'Milliseconds until the membership is reported to routers.' },
  reporter: { is: 'boolean', orNull: true, doc: 'This machine was the last to report the group.' },
  igmp: { is: 'text', orNull: true, doc: 'IPv4: the version of IGMP on the interface.' },
  flags: { is: 'number', orNull: true, doc: 'IPv6: MAF_* of include/net/if_inet6.h.' },
};
