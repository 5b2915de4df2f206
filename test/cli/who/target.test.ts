import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EXIT_USAGE, Exit } from '../../../src/cli/exit.ts';
import { parseTarget, withService } from '../../../src/cli/who/target.ts';

describe('parseTarget', () => {
  const QUERIES: Readonly<Record<string, object>> = {
    '8080': { port: 8080 },
    ':8080': { port: 8080 },
    '*:8080': { port: 8080 },
    '1': { port: 1 },
    '65535': { port: 65535 },
    '0080': { port: 80 },
    '127.0.0.1:80': { address: '127.0.0.1', port: 80 },
    '0.0.0.0:80': { address: '0.0.0.0', port: 80 },
    '[::1]:80': { address: '::1', port: 80 },
    '[::]:80': { address: '::', port: 80 },
    'udp:53': { protocol: 'udp', port: 53 },
    'tcp::80': { protocol: 'tcp', port: 80 },
    'sctp:127.0.0.1:5000': { protocol: 'sctp', address: '127.0.0.1', port: 5000 },
    'udplite:[::1]:7': { protocol: 'udplite', address: '::1', port: 7 },
    'dccp:7': { protocol: 'dccp', port: 7 },
    '53/udp': { protocol: 'udp', port: 53 },
    '127.0.0.1:53/tcp': { protocol: 'tcp', address: '127.0.0.1', port: 53 },
    '/run/x.sock': { path: '/run/x.sock' },
    '/run/a:80': { path: '/run/a:80' },
    '/run/53/udp': { path: '/run/53/udp' },
    './x': { path: './x' },
    '../x': { path: '../x' },
    '@name': { path: '@name' },
    '@': { path: '@' },
    'unix:name': { path: 'name' },
  };
  for (const [text, query] of Object.entries(QUERIES)) {
    it(`reads ${text}`, () => assert.deepEqual(parseTarget(text), { query }));
  }

  const SERVICES: Readonly<Record<string, object>> = {
    https: { query: {}, service: 'https' },
    ':https': { query: {}, service: 'https' },
    'udp:domain': { query: { protocol: 'udp' }, service: 'domain' },
    'domain/udp': { query: { protocol: 'udp' }, service: 'domain' },
    '[::1]:http-alt': { query: { address: '::1' }, service: 'http-alt' },
    '3com-tsmux': { query: {}, service: '3com-tsmux' },
  };
  for (const [text, target] of Object.entries(SERVICES)) {
    it(`leaves the service of ${text} to be looked up`, () => assert.deepEqual(parseTarget(text), target));
  }

  const WRONG: Readonly<Record<string, RegExp>> = {
    '': /wants a port, a service or a path, not ''/,
    ' ': /wants a port, a service or a path/,
    '-1': /wants a port/,
    '0': /a port is from 1 to 65535, not '0'/,
    '65536': /a port is from 1 to 65535/,
    ':': /wants a port, a service or a path, not ':'/,
    'tcp:': /wants a port, a service or a path, not 'tcp:'/,
    '127.0.0.1': /wants a port behind the address: '127.0.0.1'/,
    '::1': /wants an IPv6 address in brackets and a port/,
    '[::1]': /wants a port behind the address/,
    '[::1]80': /wants an IPv6 address in brackets and a port/,
    '::1:443x:80': /wants an IPv6 address in brackets and a port, as in \[::1\]:80/,
    'localhost:80': /'localhost' is no IPv4 or IPv6 address/,
    '[fe80::1%lo]:80': /wants an address without its interface/,
    '[]:80': /'' is no IPv4 or IPv6 address/,
    'unix:': /wants a path behind unix:/,
    '1.5': /wants a port|no port/,
    'a\nb': /wants a port, a service or a path/,
    '80 ': /wants a port/,
  };
  for (const [text, message] of Object.entries(WRONG)) {
    it(`says what is wrong with ${JSON.stringify(text)}`, () => {
      const read = () => {
        const { query, service } = parseTarget(text);
        return service === undefined ? query : withService({ query }, service, []);
      };
      assert.throws(read, (error) => {
        assert.ok(error instanceof Exit && error.code === EXIT_USAGE);
        assert.match(error.message, /^sockdiag: who: /);
        assert.match(error.message, message.source.startsWith('wants a port|') ? /wants a port|is no port/ : message);
        return true;
      });
    });
  }
});

describe('withService', () => {
  const named = (protocol: 'tcp' | 'udp' | undefined, ...found: [number, string][]) =>
    withService(
      { query: protocol ? { protocol } : {} },
      'x',
      found.map(([port, name]) => ({ port, protocol: name })),
    );

  it('takes a port that a service has in several protocols for all, and of one protocol for that', () => {
    assert.deepEqual(named(undefined, [53, 'tcp'], [53, 'udp']), { port: 53 });
    assert.deepEqual(named('udp', [53, 'tcp'], [53, 'udp']), { protocol: 'udp', port: 53 });
    assert.deepEqual(named(undefined, [514, 'udp']), { protocol: 'udp', port: 514 });
    assert.deepEqual(named(undefined, [514, 'udp'], [1, 'ddp']), { protocol: 'udp', port: 514 });
  });

  it('refuses a name without a port, and one with several', () => {
    assert.throws(() => named(undefined), /'x' is no port, no service, and no path/);
    assert.throws(() => named('tcp', [514, 'udp']), /'x' is no port, no service of tcp, and no path/);
    assert.throws(
      () => named(undefined, [512, 'udp'], [513, 'tcp']),
      /'x' has several ports: name one of udp:512, tcp:513/,
    );
  });
});
