import { readdirSync, readFileSync } from 'node:fs';
import { endianness } from 'node:os';
import { packageFile } from '../src/package-root.ts';

const LITTLE = endianness() === 'LE';
const HEADER = 16;
/** NLMSG_NOOP, NLMSG_ERROR, NLMSG_DONE: what holds nothing of a table. */
const ENDS = [1, 2, 3];

/** Inputs that were found, and mended: a name is TARGET.ORACLE.HASH.bin, with a dot for each slash of the target's. */
export const FOUND = packageFile('fuzz/found');

export function fixtureBytes(name: string): Uint8Array {
  return new Uint8Array(readFileSync(packageFile(`test/fixtures/${name}`)));
}

export function fixtures(...names: readonly string[]): Uint8Array[] {
  return names.map(fixtureBytes);
}

/** The payloads of a recorded reply's messages, without those that only end it. */
export function payloads(...names: readonly string[]): Uint8Array[] {
  return fixtures(...names).flatMap((reply) => messagesOf(reply).map((message) => message.subarray(HEADER)));
}

/** Whole messages, their headers included. */
export function messagesOf(reply: Uint8Array): Uint8Array[] {
  const view = new DataView(reply.buffer, reply.byteOffset, reply.length);
  const messages: Uint8Array[] = [];
  for (let at = 0; at + HEADER <= reply.length; ) {
    const length = view.getUint32(at, LITTLE);
    if (length < HEADER || length > reply.length - at) break;
    if (!ENDS.includes(view.getUint16(at + 4, LITTLE))) messages.push(reply.subarray(at, at + length));
    at += (length + 3) & ~3;
  }
  return messages;
}

export function texts(...contents: readonly string[]): Uint8Array[] {
  return contents.map((content) => new Uint8Array(Buffer.from(content, 'latin1')));
}

/** What was found of a target before. */
export function foundInputs(target: string): { file: string; input: Uint8Array }[] {
  return foundFiles()
    .filter((file) => targetOfFile(file) === target)
    .map((file) => ({ file, input: new Uint8Array(readFileSync(`${FOUND}/${file}`)) }));
}

export function foundFiles(): string[] {
  return readdirSync(FOUND)
    .filter((file) => file.endsWith('.bin'))
    .sort();
}

/** The target that a file's name begins with. */
export function targetOfFile(file: string): string {
  return file.split('/').at(-1)?.split('.').slice(0, -3).join('/') ?? '';
}
