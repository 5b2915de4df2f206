import { endianness } from 'node:os';
import type { Random } from '../random.ts';
import type { Mutator } from '../target.ts';
import { EDGES, mutator, setNumber } from './bytes.ts';

const LITTLE = endianness() === 'LE';
const MESSAGE_HEADER = 16;
const ATTRIBUTE_HEADER = 4;
const DEEPEST = 6;

/** An attribute as it is changed: its length is that of what is in it, and `lie`. */
interface Attribute {
  type: number;
  lie: number;
  payload: Uint8Array;
  /** What the payload is made of, where it looks as if it were. */
  children: Attribute[] | undefined;
}

function parse(bytes: Uint8Array, depth = 0): Attribute[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const attributes: Attribute[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (bytes.length - at < ATTRIBUTE_HEADER) return undefined;
    const length = view.getUint16(at, LITTLE);
    if (length < ATTRIBUTE_HEADER || length > bytes.length - at) return undefined;
    const payload = bytes.subarray(at + ATTRIBUTE_HEADER, at + length);
    const children = depth < DEEPEST && payload.length >= ATTRIBUTE_HEADER ? parse(payload, depth + 1) : undefined;
    const type = view.getUint16(at + 2, LITTLE);
    attributes.push({
      type,
      lie: 0,
      payload,
      children: children?.every((child) => child.type !== 0) ? children : undefined,
    });
    at += (length + 3) & ~3;
  }
  return attributes;
}

function serialize(attributes: readonly Attribute[]): Uint8Array {
  const parts = attributes.map(({ type, lie, payload, children }) => {
    const body = children ? serialize(children) : payload;
    const bytes = new Uint8Array((ATTRIBUTE_HEADER + body.length + 3) & ~3);
    setNumber(bytes, 0, 2, ATTRIBUTE_HEADER + body.length + lie);
    setNumber(bytes, 2, 2, type);
    bytes.set(body, ATTRIBUTE_HEADER);
    return bytes;
  });
  return new Uint8Array(Buffer.concat(parts));
}

/** A list of siblings at any depth. */
function someList(attributes: Attribute[], random: Random): Attribute[] {
  const nested = attributes.filter(({ children }) => children && children.length > 0);
  if (nested.length === 0 || random.chance(3)) return attributes;
  return someList(random.one(nested).children as Attribute[], random);
}

const newAttribute = (random: Random): Attribute => ({
  type: random.below(64) | random.one([0, 0, 0, 0x8000, 0x4000]),
  lie: 0,
  payload: random.bytes(random.one([0, 1, 2, 3, 4, 8, 16, 28, 36, 128, 130])),
  children: undefined,
});

type Change = (list: Attribute[], at: number, random: Random) => void;

const CHANGES: readonly Change[] = [
  (list, at, random) => {
    const attribute = list[at];
    if (attribute) attribute.lie = random.one([-4, -3, -2, -1, 1, 2, 3, 4, 8, 0x100, 0xff00]);
  },
  (list, at, random) => {
    const attribute = list[at];
    if (attribute) attribute.type = random.one([attribute.type ^ 0x8000, random.below(64), random.below(0x10000)]);
  },
  (list, at) => void list.splice(at, 1),
  (list, at) => void list.splice(at, 0, ...list.slice(at, at + 1)),
  (list, at, random) => void list.splice(at, 0, newAttribute(random)),
  (list, at) => {
    const [attribute] = list.splice(at, 1);
    if (attribute) list.splice(0, 0, { ...attribute, payload: new Uint8Array(0), children: [attribute] });
  },
  (list, at, random) => {
    const attribute = list[at];
    if (!attribute) return;
    const payload = attribute.children ? serialize(attribute.children) : attribute.payload;
    attribute.children = undefined;
    attribute.payload = payload.slice(0, random.below(payload.length + 1));
  },
  (list, at, random) => {
    const attribute = list[at];
    if (!attribute || attribute.children) return;
    attribute.payload = attribute.payload.slice();
    const { payload } = attribute;
    if (payload.length === 0) return;
    payload.fill(random.one([0, 1, 0x7f, 0x80, 0xff, random.below(256)]), random.below(payload.length));
  },
  (list, at, random) => {
    const attribute = list[at];
    if (!attribute || attribute.children) return;
    const { payload } = attribute;
    attribute.payload = new Uint8Array(
      Buffer.concat([payload, random.chance(2) ? payload : random.bytes(random.small(40))]),
    );
  },
];

/** Changes attributes, at any depth, of a message that begins with so many bytes of a struct. */
function changeAttributes(header: number): Mutator {
  return (input, random) => {
    const attributes = parse(input.subarray(header));
    if (!attributes) return input;
    const list = someList(attributes, random);
    random.one(CHANGES)(list, random.below(list.length + 1), random);
    return new Uint8Array(Buffer.concat([input.subarray(0, header), serialize(attributes)]));
  };
}

/** Changes the struct in front. */
function changeHeader(header: number): Mutator {
  return (input, random) => {
    const bytes = input.slice();
    const at = random.below(header);
    if (random.chance(2)) bytes[at] = random.one([0, 1, 2, 10, 0x7f, 0xff, random.below(256)]);
    else setNumber(bytes, at & ~3, 4, random.one([...EDGES, 0x80000000, 0xffffffff]));
    return bytes;
  };
}

/** For the payload of one message. @param header - bytes of the struct that it begins with */
export function netlinkPayload(header: number): Mutator {
  const attributes = changeAttributes(header);
  const cut: Mutator = (input, random) => input.slice(0, header + random.below(input.length + 1));
  return mutator([attributes, attributes, attributes, attributes, changeHeader(header), cut]);
}

function split(reply: Uint8Array): Uint8Array[] {
  const view = new DataView(reply.buffer, reply.byteOffset, reply.length);
  const messages: Uint8Array[] = [];
  for (let at = 0; at < reply.length; ) {
    const left = reply.length - at;
    const length = left < MESSAGE_HEADER ? left : view.getUint32(at, LITTLE);
    const next =
      length < MESSAGE_HEADER || length > left ? reply.length : Math.min(at + ((length + 3) & ~3), reply.length);
    messages.push(reply.slice(at, next));
    at = next;
  }
  return messages;
}

const TYPES = [0, 1, 2, 3, 4, 16, 20, 24, 104, 256, 0xffff];
const FLAGS = [0, 2, 0x10, 0x100, 0x200, 0x202, 0x212, 0x302, 0xffff];

type MessageChange = (messages: Uint8Array[], at: number, random: Random) => void;

function messageChanges(header: number): readonly MessageChange[] {
  const payload = netlinkPayload(header);
  const inPlace = (change: (message: Uint8Array, random: Random) => void): MessageChange => {
    return (messages, at, random) => change(messages[at] as Uint8Array, random);
  };
  return [
    (messages, at, random) => {
      const message = messages[at] as Uint8Array;
      const changed = payload(message.subarray(MESSAGE_HEADER), random, messages);
      const whole = new Uint8Array((MESSAGE_HEADER + changed.length + 3) & ~3);
      whole.set(message.subarray(0, MESSAGE_HEADER));
      whole.set(changed, MESSAGE_HEADER);
      setNumber(whole, 0, 4, MESSAGE_HEADER + changed.length);
      messages[at] = whole;
    },
    inPlace((message, random) =>
      setNumber(
        message,
        0,
        4,
        random.one([...EDGES, 15, 16, 17, 19, 20, message.length - 1, message.length + 1, 0xffffffff]),
      ),
    ),
    inPlace((message, random) => setNumber(message, 4, 2, random.one(TYPES))),
    inPlace((message, random) => setNumber(message, 6, 2, random.one(FLAGS))),
    inPlace((message, random) => setNumber(message, 8, 4, random.one([0, 1, 7, 0xffffffff]))),
    (messages, at) => void messages.splice(at, 1),
    (messages, at) => void messages.splice(at, 0, messages[at] as Uint8Array),
    (messages, at, random) => void messages.splice(at, 0, random.one(messages)),
  ];
}

/** For a reply of whole messages. @param header - bytes of the struct behind each message's own header */
export function netlinkReply(header: number): Mutator {
  const changes = messageChanges(header);
  const change: Mutator = (input, random) => {
    const messages = split(input);
    if (messages.length === 0) return input;
    random.one(random.chance(2) ? changes.slice(0, 1) : changes)(messages, random.below(messages.length), random);
    return new Uint8Array(Buffer.concat(messages));
  };
  return mutator([change], 10);
}
