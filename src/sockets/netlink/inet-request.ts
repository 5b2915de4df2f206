import { ATTRIBUTE_HEADER } from '../../kernel/netlink/attributes.ts';
import { buildRequest, NLM_F_DUMP, NLM_F_REQUEST } from '../../kernel/netlink/message.ts';
import { kernelProgram, portsWanted } from '../filter/bytecode.ts';
import { ANY, allOf, type KernelTest } from '../filter/kernel-test.ts';
import type { PortFilter } from '../filter/ports.ts';
import type { AskedField } from '../table/asked-fields.ts';

/** `include/uapi/linux/sock_diag.h` */
export const SOCK_DIAG_BY_FAMILY = 20;

/** `struct inet_diag_req_v2`, `include/uapi/linux/inet_diag.h`: family, protocol, ext, pad, states, then the 48 bytes of id. */
export const REQUEST_LENGTH = 56;
export const REQUEST_IDS = 8;
export const REQUEST_COOKIE = REQUEST_IDS + 40;
const INET_DIAG_REQ_BYTECODE = 1;
const INET_DIAG_REQ_PROTOCOL = 3;

/** The request before that, `struct inet_diag_req`: family, two lengths that nothing reads, ext, the 48 bytes of id, states, and four of nothing. */
const TCPDIAG_GETSOCK = 18;
const OLD_REQUEST_EXTENSIONS = 3;
const OLD_REQUEST_STATES = 52;
const OLD_REQUEST_LENGTH = 60;

/** Attributes that are asked for, `INET_DIAG_*`. */
export const INET_DIAG_INFO = 2;
export const INET_DIAG_CONG = 4;
export const INET_DIAG_TOS = 5;
export const INET_DIAG_TCLASS = 6;
export const INET_DIAG_SKMEMINFO = 7;
export const INET_DIAG_MARK = 15;
export const INET_DIAG_CLASS_ID = 17;
export const INET_DIAG_ULP_INFO = 19;
export const INET_DIAG_CGROUP_ID = 21;

export interface InetRequest {
  family: number;
  protocol: number;
  /** Bit n for state n of STATES. The kernel walks only the tables those states live in. */
  states: number;
  /** Rows of other ports may come too: SCTP does not filter, and a long list is asked for as one range. */
  ports?: PortFilter | undefined;
  /** Asked of each socket beside its ports. */
  test?: KernelTest | undefined;
  tcpInfo?: boolean | undefined;
  memory?: boolean | undefined;
  fields?: readonly AskedField[] | undefined;
}

/** What the kernel tells of an asked field, and the bit of `idiag_ext` for which it does; 0 of what it always tells. */
export const ASKED: Readonly<Record<AskedField, { attribute: number; extension: number }>> = {
  mark: { attribute: INET_DIAG_MARK, extension: 0 },
  tos: { attribute: INET_DIAG_TOS, extension: extension(INET_DIAG_TOS) },
  tclass: { attribute: INET_DIAG_TCLASS, extension: extension(INET_DIAG_TCLASS) },
  congestion: { attribute: INET_DIAG_CONG, extension: extension(INET_DIAG_CONG) },
  classId: { attribute: INET_DIAG_CLASS_ID, extension: extension(INET_DIAG_TCLASS) },
  cgroup: { attribute: INET_DIAG_CGROUP_ID, extension: 0 },
  ulp: { attribute: INET_DIAG_ULP_INFO, extension: extension(INET_DIAG_INFO) },
  tls: { attribute: INET_DIAG_ULP_INFO, extension: extension(INET_DIAG_INFO) },
  mptcpToken: { attribute: INET_DIAG_ULP_INFO, extension: extension(INET_DIAG_INFO) },
};

/** The bit that asks for an attribute. There are eight: what has a higher number is sent always, or with one of these. */
function extension(attribute: number): number {
  if (attribute > 8) throw new RangeError(`idiag_ext has no bit for attribute ${attribute}`);
  return 1 << (attribute - 1);
}

/** `idiag_ext` for fields that are asked for by their names. */
export function askedExtensions(fields: readonly AskedField[] = []): number {
  return fields.reduce((bits, field) => bits | ASKED[field].extension, 0);
}

export function inetDiagRequest(request: InetRequest): Uint8Array {
  const { family, protocol, states } = request;
  const wide = protocol > 0xff ? protocolAttribute(protocol) : NO_BYTES;
  const filter = filterOf(request);
  const payload = new Uint8Array(REQUEST_LENGTH + wide.length + filter.length);
  payload[0] = family;
  // A kernel that does not know the attribute has no sockets of protocol 0: it lists none of another protocol instead.
  payload[1] = protocol > 0xff ? 0 : protocol;
  payload[2] = extensionsOf(request);
  new Uint32Array(payload.buffer)[1] = states;
  // INET_DIAG_NOCOOKIE: any socket.
  payload.fill(0xff, REQUEST_COOKIE, REQUEST_COOKIE + 8);
  payload.set(wide, REQUEST_LENGTH);
  payload.set(filter, REQUEST_LENGTH + wide.length);
  return buildRequest(SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST | NLM_F_DUMP, payload);
}

/** Sockets of TCP of both IP versions, which no newer request asks for at once. */
export function tcpDiagRequest(request: InetRequest): Uint8Array {
  const filter = filterOf(request);
  const payload = new Uint8Array(OLD_REQUEST_LENGTH + filter.length);
  payload[OLD_REQUEST_EXTENSIONS] = extensionsOf(request);
  new Uint32Array(payload.buffer, OLD_REQUEST_STATES)[0] = request.states;
  // INET_DIAG_NOCOOKIE: any socket.
  payload.fill(0xff, OLD_REQUEST_STATES - 8, OLD_REQUEST_STATES);
  payload.set(filter, OLD_REQUEST_LENGTH);
  return buildRequest(TCPDIAG_GETSOCK, NLM_F_REQUEST | NLM_F_DUMP, payload);
}

function extensionsOf({ tcpInfo, memory, fields }: InetRequest): number {
  const groups = (tcpInfo ? extension(INET_DIAG_INFO) : 0) | (memory ? extension(INET_DIAG_SKMEMINFO) : 0);
  return groups | askedExtensions(fields);
}

function filterOf({ ports, test }: InetRequest): Uint8Array {
  return ports || test ? programAttribute(ports ?? {}, test) : NO_BYTES;
}

const NO_BYTES = new Uint8Array(0);

/** Linux 5.9 and later. */
function protocolAttribute(protocol: number): Uint8Array {
  const attribute = new Uint8Array(ATTRIBUTE_HEADER + 4);
  new Uint16Array(attribute.buffer).set([attribute.length, INET_DIAG_REQ_PROTOCOL]);
  new Uint32Array(attribute.buffer)[1] = protocol;
  return attribute;
}

function programAttribute(ports: PortFilter, test = ANY): Uint8Array {
  const program = kernelProgram(allOf([portsWanted(ports), test]));
  if (!program) return NO_BYTES;
  const attribute = new Uint8Array(ATTRIBUTE_HEADER + program.length);
  new Uint16Array(attribute.buffer).set([attribute.length, INET_DIAG_REQ_BYTECODE]);
  attribute.set(program, ATTRIBUTE_HEADER);
  return attribute;
}
