import assert from 'node:assert/strict';
import { lookupService } from 'node:dns/promises';
import { describe, it } from 'node:test';
import { HostNames, parseHosts, reverseName } from '../../../src/cli/names/hosts.ts';

/** A name server from a table of reverse names; what is not in it does not exist. */
class FakeServer {
  readonly asked: string[] = [];
  cancelled = 0;
  running = 0;
  mostRunning = 0;
  readonly #names: Readonly<Record<string, string[]>>;

  constructor(names: Readonly<Record<string, string[]>>) {
    this.#names = names;
  }

  async resolvePtr(name: string): Promise<string[]> {
    this.asked.push(name);
    this.mostRunning = Math.max(this.mostRunning, ++this.running);
    await new Promise((resolve) => setImmediate(resolve));
    this.running--;
    const found = this.#names[name];
    if (!found) throw Object.assign(new Error('ENOTFOUND'), { code: 'ENOTFOUND' });
    return found;
  }

  cancel(): void {
    this.cancelled++;
  }
}

/** A server that never answers, until it is told to stop waiting. */
class DeadServer {
  asked = 0;
  #waiting: ((reason: Error) => void)[] = [];

  resolvePtr(): Promise<string[]> {
    this.asked++;
    return new Promise((_, reject) => this.#waiting.push(reject));
  }

  cancel(): void {
    for (const reject of this.#waiting) reject(new Error('ECANCELLED'));
    this.#waiting = [];
  }
}

const addresses = (count: number) => Array.from({ length: count }, (_, i) => `10.0.${i >> 8}.${i & 255}`);

describe('reverseName', () => {
  for (const [address, name] of [
    ['127.0.0.1', '1.0.0.127.in-addr.arpa'],
    ['10.20.30.255', '255.30.20.10.in-addr.arpa'],
    ['::ffff:192.0.2.1', '1.2.0.192.in-addr.arpa'],
    ['::1', `1.${'0.'.repeat(31)}ip6.arpa`],
    ['2001:db8::567:89ab', 'b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa'],
    ['1:2:3:4:5:6:7:8', '8.0.0.0.7.0.0.0.6.0.0.0.5.0.0.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.ip6.arpa'],
    ['fe80::', `${'0.'.repeat(28)}0.8.e.f.ip6.arpa`],
    // So the C library asks: what looks like IPv4 inside IPv6 is IPv4 to it.
    ['::1.2.3.4', '4.3.2.1.in-addr.arpa'],
    ['::0.7.0.0', '0.0.7.0.in-addr.arpa'],
  ] as const) {
    it(`is ${name} for ${address}`, () => assert.equal(reverseName(address), name));
  }
});

describe('parseHosts', () => {
  it('takes the first name of the first line of an address', () => {
    const text = '127.0.0.1\tlocalhost loop # me\n127.0.0.1 second\n::1 ip6-localhost\n  10.0.0.1   padded  \n';
    assert.deepEqual(
      [...parseHosts(text)],
      [
        ['127.0.0.1', 'localhost'],
        ['::1', 'ip6-localhost'],
        ['10.0.0.1', 'padded'],
      ],
    );
  });

  it('passes over lines that are not entries', () => {
    const lines = ['# 1.2.3.4 a', '1.2.3.4', '1.2.3.4 # b', '', '\0', '\xef\xbb\xbf1.2.3.4 bom', 'name 1.2.3.4'];
    assert.deepEqual([...parseHosts(lines.join('\n'))], []);
    assert.equal(parseHosts('').size, 0);
  });
});

describe('parseHosts, as the C library,', () => {
  for (const [line, ...entries] of [
    ['2001:DB8::0 name', '2001:db8::'],
    ['2001:0db8:0:0::0001 name', '2001:db8::1'],
    ['::7f00:1 name', '::127.0.0.1'],
    ['::202:202 name', '::2.2.2.2'],
    ['::127.0.0.1 name', '::127.0.0.1'],
    ['1:2:3:4:5:6:1.2.3.4 name', '1:2:3:4:5:6:102:304'],
    ['1:2:3:4:5:6:7:8 name', '1:2:3:4:5:6:7:8'],
    [':: name', '::'],
    // These are lines of the IPv4 address too.
    ['::1 name', '::1', '127.0.0.1'],
    ['::ffff:10.0.0.2 name', '::ffff:10.0.0.2', '10.0.0.2'],
    ['::FFFF:0a00:0001 name', '::ffff:10.0.0.1', '10.0.0.1'],
    // And these are none.
    ['fe80::1%eth0 name'],
    ['2001:db8:00000::3 name'],
    ['2001:db8::4:: name'],
    ['1:2:3:4:5:6:7:8:9 name'],
    ['010.0.0.3 name'],
    ['10.3 name'],
    ['0xa.0.0.1 name'],
    ['10.0.0.1/8 name'],
    ['10.0.0.256 name'],
    // White space is that of C: of Latin-1 nothing else separates.
    ['\v10.0.0.1\fname\r', '10.0.0.1'],
    ['10.0.0.1 name\0behind', '10.0.0.1'],
    ['10.0.0.1 name# behind\r behind', '10.0.0.1'],
  ] as const) {
    it(`knows ${entries.join(' and ') || 'nothing'} by ${JSON.stringify(line)}`, () => {
      assert.deepEqual(
        [...parseHosts(line)],
        entries.map((address) => [address, 'name']),
      );
    });
  }

  it('keeps every byte of a name that is not ASCII', () => {
    assert.equal(parseHosts('10.0.0.1 a\xa0b\xc3\xa9\n').get('10.0.0.1'), 'a\xa0b\xc3\xa9');
  });

  it('takes the first line of an address, however it is written', () => {
    const names = parseHosts('::1 six\n127.0.0.1 four\n2001:db8:0::1 first\n2001:DB8::1 second\n');
    assert.deepEqual([names.get('127.0.0.1'), names.get('2001:db8::1')], ['six', 'first']);
  });
});

describe('HostNames', () => {
  it('asks no server for what /etc/hosts knows', async () => {
    const server = new FakeServer({});
    const hosts = new HostNames('10.0.0.1 known\n', server);
    await hosts.load(['10.0.0.1']);
    assert.equal(hosts.get('10.0.0.1'), 'known');
    assert.deepEqual(server.asked, []);
  });

  it('asks DNS for an IPv4-mapped address although /etc/hosts knows the IPv4 one, as netstat does', async () => {
    const server = new FakeServer({ '1.0.0.10.in-addr.arpa': ['from.dns'] });
    const hosts = new HostNames('10.0.0.1 known\n', server);
    await hosts.load(['::ffff:10.0.0.1']);
    assert.equal(hosts.get('::ffff:10.0.0.1'), 'from.dns');
  });

  it('asks once for each address, found or not, over all listings', async () => {
    const server = new FakeServer({ '1.0.0.10.in-addr.arpa': ['one', 'other'] });
    const hosts = new HostNames('', server);
    await hosts.load(['10.0.0.1', '10.0.0.2', '10.0.0.1']);
    hosts.beginListing();
    await hosts.load(['10.0.0.2', '10.0.0.1']);
    assert.deepEqual(server.asked.sort(), ['1.0.0.10.in-addr.arpa', '2.0.0.10.in-addr.arpa']);
    assert.equal(hosts.get('10.0.0.1'), 'one');
    assert.equal(hosts.get('10.0.0.2'), undefined);
  });

  it('asks many questions at a time, and never too many', async () => {
    const server = new FakeServer({});
    await new HostNames('', server).load(addresses(1000));
    assert.equal(server.asked.length, 1000);
    assert.ok(server.mostRunning > 8 && server.mostRunning <= 64, String(server.mostRunning));
  });

  it('makes names safe: whoever owns the address chooses them', async () => {
    const server = new FakeServer({
      '1.0.0.10.in-addr.arpa': ['evil\x1b]0;x\x07\n.example'],
      '2.0.0.10.in-addr.arpa': ['caf\u00e9.\u009bexample with blank'],
      '3.0.0.10.in-addr.arpa': [],
    });
    const hosts = new HostNames('', server);
    await hosts.load(['10.0.0.1', '10.0.0.2', '10.0.0.3']);
    assert.equal(hosts.get('10.0.0.1'), 'evil?]0;x??.example');
    assert.match(hosts.get('10.0.0.2') ?? '', /^[!-~]+$/);
    assert.equal(hosts.get('10.0.0.3'), undefined);
  });

  it('takes no answer for a name in which nothing can be seen, so that no address is hidden', async () => {
    const server = new FakeServer({
      '1.0.0.10.in-addr.arpa': [''],
      '2.0.0.10.in-addr.arpa': [' '],
      '3.0.0.10.in-addr.arpa': ['\u200b\u202e\x00'],
      '4.0.0.10.in-addr.arpa': ['*', '.', '??', '-'],
      '5.0.0.10.in-addr.arpa': ['', 'seen.example'],
    });
    const hosts = new HostNames('', server);
    const asked = addresses(6).slice(1);
    await hosts.load(asked);
    assert.deepEqual(
      asked.map((address) => hosts.get(address)),
      [undefined, undefined, undefined, undefined, 'seen.example'],
    );
    assert.equal(hosts.takeGivenUp(), 0);
  });

  it('counts the names it gave up, each once', async () => {
    const dead = new DeadServer();
    const server = {
      resolvePtr: (name: string) =>
        name.startsWith('1.0.0')
          ? Promise.resolve(['found'])
          : name.startsWith('2.0.0')
            ? refused()
            : dead.resolvePtr(),
      cancel: () => dead.cancel(),
    };
    const refused = () => Promise.reject(new Error('ENOTFOUND'));
    const hosts = new HostNames('10.0.0.7 known\n', server, 200);
    await hosts.load(addresses(200));
    // All but the one that was found, the one that has no name, and the one of /etc/hosts.
    assert.equal(hosts.takeGivenUp(), 197);
    await hosts.load(['10.1.0.1', '10.1.0.2', '10.0.0.9']);
    assert.equal(hosts.takeGivenUp(), 2);
    hosts.beginListing();
    await hosts.load(addresses(200));
    assert.equal(hosts.takeGivenUp(), 0);
  });

  it('gives up on a dead server and leaves the numbers', async () => {
    const server = new DeadServer();
    const hosts = new HostNames('10.0.0.7 known\n', server, 200);
    const all = addresses(1000);
    await hosts.load(all);
    assert.ok(server.asked > 0 && server.asked < 1000, 'it did not ask for all one after the other');
    assert.deepEqual(
      all.filter((address) => hosts.get(address) !== undefined),
      ['10.0.0.7'],
    );
  });

  it('gives one bound to all loads of a listing, and a new one to the next listing', async () => {
    const server = new DeadServer();
    const hosts = new HostNames('', server, 100);
    await hosts.load(['10.0.0.1']);
    const asked = server.asked;
    await hosts.load(['10.0.0.2']);
    assert.equal(server.asked, asked, 'the time of this listing was over');
    hosts.beginListing();
    await hosts.load(['10.0.0.3']);
    assert.equal(server.asked, asked + 1);
  });

  it('asks for nothing later that there was no time for, so that a dead server does not delay each listing', async () => {
    const server = new DeadServer();
    const hosts = new HostNames('', server, 100);
    await hosts.load(addresses(100));
    await hosts.load(['10.1.0.1', '10.1.0.2']);
    const asked = server.asked;
    hosts.beginListing();
    await hosts.load([...addresses(100), '10.1.0.1', '10.1.0.2']);
    assert.equal(server.asked, asked);
  });

  it('keeps what was found before the time was over', async () => {
    const dead = new DeadServer();
    const server = {
      resolvePtr: (name: string) => (name.startsWith('1.') ? Promise.resolve(['found']) : dead.resolvePtr()),
      cancel: () => dead.cancel(),
    };
    const hosts = new HostNames('', server, 200);
    await hosts.load(['10.0.0.1', '10.0.0.2']);
    assert.equal(hosts.get('10.0.0.1'), 'found');
    assert.equal(hosts.get('10.0.0.2'), undefined);
  });

  it('knows the machine by the name the C library has for it', async () => {
    const hosts = new HostNames(undefined, new FakeServer({}));
    await hosts.load(['127.0.0.1']);
    const { hostname } = await lookupService('127.0.0.1', 1);
    assert.equal(hosts.get('127.0.0.1') ?? '127.0.0.1', hostname);
  });
});
