import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AlternativeName, decodeLinkName, linkNamesRequest } from '../../../src/kernel/netlink/link-names.ts';
import { walkMessages } from '../../../src/kernel/netlink/message.ts';
import { ReplyBytes } from '../../../src/kernel/netlink/reply-bytes.ts';
import { bounded, checkCorruption, fixture } from '../../support/fixtures.ts';
import { attribute, concat, message, u16, u32 } from '../../support/nlmsg.ts';
import { decodeLinks } from '../../support/routes.ts';

const text = (links: ReadonlyMap<number, Uint8Array>) =>
  [...links].map(([index, name]) => [index, Buffer.from(name).toString('latin1')]);

describe('names of links', () => {
  it('are asked for without the counters', () => {
    assert.deepEqual([...linkNamesRequest().subarray(4, 8)], [...u16(18, 0x301)]);
    assert.deepEqual([...linkNamesRequest().subarray(32)], [...attribute(29, u32(8))]);
  });

  it('are by index', () => {
    assert.deepEqual(text(decodeLinks(fixture('netlink/route_links.bin'))), [
      [1, 'lo'],
      [2, 'long-name-of-15'],
      [3, 'v0'],
    ]);
  });

  it('end at their NUL, or where the attribute ends', () => {
    const link = (index: number, name: string) =>
      message(16, concat(u32(0, index, 0, 0), attribute(3, Buffer.from(name))));
    assert.deepEqual(text(decodeLinks(concat(link(4, 'a\0b'), link(5, 'whole')))), [
      [4, 'a'],
      [5, 'whole'],
    ]);
  });

  it('are further ones too, where these are wanted', () => {
    const properties = (...names: string[]) =>
      attribute(52 | 0x8000, concat(...names.map((name) => attribute(53, Buffer.from(`${name}\0`)))));
    const link = (index: number, ...attributes: Uint8Array[]) =>
      message(16, concat(u32(0, index, 0, 0), ...attributes));
    const bytes = concat(
      link(4, attribute(3, Buffer.from('a\0')), properties('lan', 'a-name-that-is-longer-than-15')),
      link(5, properties('b'), attribute(3, Buffer.from('c\0'))),
    );
    const others: AlternativeName[] = [];
    const names = new Map<number, Uint8Array>();
    walkMessages(ReplyBytes.from(bytes), 'rtnetlink links', (reply, start, end) =>
      decodeLinkName(reply, start, end, names, others),
    );
    assert.deepEqual(text(names), [
      [4, 'a'],
      [5, 'c'],
    ]);
    assert.deepEqual(text(decodeLinks(bytes)), text(names));
    assert.deepEqual(
      others.map(({ index, name }) => [index, Buffer.from(name).toString()]),
      [
        [4, 'lan'],
        [4, 'a-name-that-is-longer-than-15'],
        [5, 'b'],
      ],
    );
  });

  it('whose message is too short are an error', () => {
    assert.throws(() => decodeLinks(message(16, u32(0, 1))), { code: 'ERR_MALFORMED_REPLY' });
  });

  it('with a changed byte are names or an error', () => {
    checkCorruption(fixture('netlink/route_links.bin'), 2000, (bytes) =>
      bounded(() => ({ toJSON: () => [...decodeLinks(bytes)] })),
    );
  });
});
