import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseFilter } from '../../../src/sockets/filter/parse.ts';
import { statesOfWord, stateWord } from '../../../src/sockets/filter/state-words.ts';
import { STATE_NUMBERS, STATES } from '../../../src/uapi/sockets.ts';
import { expressionText } from '../../support/expression-text.ts';

type Meanings = readonly (readonly [text: string, meaning: string])[];

function mean(title: string, meanings: Meanings): void {
  it(title, () => {
    for (const [text, meaning] of meanings) assert.equal(expressionText(parseFilter(text)), meaning, text);
  });
}

describe('a value of a filter', () => {
  mean('of bytes has units of 1,024', [
    ['recv-q > 64k', 'recvQ > 65536'],
    ['recv-q > 64K', 'recvQ > 65536'],
    ['recv-q > 64kb', 'recvQ > 65536'],
    ['recv-q > 64KiB', 'recvQ > 65536'],
    ['recv-q > 1.5m', 'recvQ > 1572864'],
    ['bytes-acked > 2g', 'tcpInfo.bytesAcked > 2147483648'],
    ['bytes-acked > 1t', 'tcpInfo.bytesAcked > 1099511627776'],
    ['recv-q > 7b', 'recvQ > 7'],
    ['recv-q = 1k-2k', 'recvQ = 1024..2048'],
    ['pacing-rate > 1m', 'tcpInfo.pacingRate > 1048576'],
    ['pacing-rate > 1m/s', 'tcpInfo.pacingRate > 1048576'],
  ]);

  mean('of a time is in the unit of its field', [
    ['rtt > 100ms', 'tcpInfo.rtt > 100000'],
    ['rtt > 1.1ms', 'tcpInfo.rtt > 1100'],
    ['rtt > 500ns', 'tcpInfo.rtt > 0.5'],
    ['rtt > 7us', 'tcpInfo.rtt > 7'],
    ['rtt > 2s', 'tcpInfo.rtt > 2000000'],
    ['rtt > 0', 'tcpInfo.rtt > 0'],
    ['expires > 1.5s', 'expires > 1500'],
    ['expires > 2m', 'expires > 120000'],
    ['last-data-sent > 1h', 'tcpInfo.lastDataSent > 3600000'],
    ['rtt = 1ms-20ms', 'tcpInfo.rtt = 1000..20000'],
  ]);

  mean('may be several, a range or a glob', [
    ['sport in (80, 443, 1024-2048)', 'localPort = 80 | 443 | 1024..2048'],
    ['sport in(80,443)', 'localPort = 80 | 443'],
    ['sport = (80, 443)', 'localPort = 80 | 443'],
    ['sport not in (80, ssh)', 'localPort != 80 | <service ssh>'],
    ['sport = 1024..2048', 'localPort = 1024..2048'],
    ['sport != :1024-2048', 'localPort != 1024..2048'],
    ['inode = 1-9', 'inode = 1..9'],
    ['process = ngin*', 'process = glob "ngin*"'],
    ['process = "ngin*"', 'process = "ngin*"'],
    ["process = 'ngin*'", 'process = "ngin*"'],
    ['process = ngin\\*', 'process = "ngin*"'],
    ['process = a" b "c', 'process = "a b c"'],
    ['process = "a\\"b"', 'process = "a\\"b"'],
    ['path = "/a b"/*', 'path = glob "/a b/*"'],
    ['path = /a[b-c]?\\?', 'path = glob "/a[b-c]?\\\\?"'],
    ['path = a=b!c~d<e', 'path = "a=b!c~d<e"'],
    ['path-bytes = @x', 'path = "@x"'],
    ['process in (nginx, php*)', 'process = "nginx" | glob "php*"'],
    ['process = ""', 'process = ""'],
    ['process = and', 'process = "and"'],
  ]);

  mean('of a field of two or of few words is one of these', [
    ['v6only = false', 'v6only = false'],
    ['v6only != yes', 'v6only != true'],
    ['queue-full', 'queueFull = true'],
    ['not queue-full sport = 1', 'and(not(queueFull = true); localPort = 1)'],
    ['queue-full in (true, false)', 'queueFull = true | false'],
    ['protocol = TCP', 'protocol = 6'],
    ['protocol in (udp, 17)', 'protocol = 17 | 17'],
    ['protocol = unix', 'protocol = 0'],
    ['family = ipv6', 'family = 10'],
    ['timer = keepalive', 'timer = 2'],
    ['type = seqpacket', 'type = 5'],
    ['association-state = cookie_wait', 'associationState = 1'],
    ['shutdown != none', 'shutdown != 0'],
    ['cookie = 0xffffffffffffffff', 'cookie = #18446744073709551615'],
    ['mark = 0x10/0xf0', 'mark = 16/240'],
    ['flags = 0x10000', 'flags = 65536'],
  ]);

  mean('may be a name that is looked up later', [
    ['user = www-data', 'uid = <user www-data>'],
    ['user = 33', 'uid = 33'],
    ['uid < 1000', 'uid < 1000'],
    ['owner-user = root', 'ownerUid = <user root>'],
    ['user ~ ^www', 'user ~ /^www/'],
    ['user is unknown', 'uid ?'],
    ['dev = veth*', 'interface = <interface veth*>'],
    ['cgroup /system.slice/a@1.service', 'cgroup = <cgroup /system.slice/a@1.service>'],
    ['cgroup = 77', 'cgroup = #77'],
    ['dst example.com:https', 'and(remoteAddress = <host example.com>; remotePort = <service https>)'],
    ['remote-addresses = a.example', 'remoteAddresses = <host a.example>'],
  ]);

  mean('of an end is an address, a port, both, or a path', [
    ['dst ::1', 'remoteAddress = ::1/128'],
    ['dst fe80::1', 'remoteAddress = fe80::1/128'],
    ['dst FE80::A', 'remoteAddress = fe80::a/128'],
    ['src :::22', 'and(localAddress = ::/128; localPort = 22)'],
    ['dst [2001:db8::]/32', 'remoteAddress = 2001:db8::/32'],
    ['dst [2001:db8::1]/32:443', 'and(remoteAddress = 2001:db8::/32; remotePort = 443)'],
    ['dst != 10.0.0.0/8', 'remoteAddress != 10.0.0.0/8'],
    ['dst != 10.0.0.1:80', 'not(and(remoteAddress = 10.0.0.1/32; remotePort = 80))'],
    ['dst != *', 'not(and())'],
    ['dst in (10.0.0.0/8, ::1)', 'remoteAddress = 10.0.0.0/8 | ::1/128'],
    ['dst not in (10.0.0.1, :80)', 'not(or(remoteAddress = 10.0.0.1/32; remotePort = 80))'],
    ['dst 10.0.0.1:8000-8100', 'and(remoteAddress = 10.0.0.1/32; remotePort = 8000..8100)'],
    ['local = 10.0.0.1:80', 'and(localAddress = 10.0.0.1/32; localPort = 80)'],
    ['remote = :80', 'remotePort = 80'],
    ['local ~ ^10', 'local ~ /^10/'],
    ['local = /run/x', 'path = "/run/x"'],
    ['src @x*', 'path = glob "@x*"'],
    ['src != unix:/x', 'path != anycase glob "/x"'],
  ]);

  mean('of a pattern keeps its backslashes', [
    ['process ~ ^ng\\.x$', 'process ~ /^ng\\.x$/'],
    ['process ~ "^ng\\.(a|b) \\"$"', 'process ~ /^ng\\.(a|b) "$/'],
    ["process =~ '\"'", 'process ~ /"/'],
    ['process !~ a', 'not(process ~ /a/)'],
  ]);
});

describe('a word for states', () => {
  it('is every spelling of netstat, ss and what either prints', () => {
    for (const state of STATES.slice(1)) {
      for (const word of [state, state.toLowerCase(), stateWord(state), stateWord(state).replaceAll('-', '')]) {
        assert.deepEqual(statesOfWord(word), [STATE_NUMBERS[state]], word);
      }
    }
    assert.deepEqual(
      ['FIN_WAIT_1', 'Fin-Wait1', 'ESTAB', 'UNCONN', 'SYN-RCV'].map((word) => statesOfWord(word)?.[0]),
      [4, 4, 1, 7, 3],
    );
    assert.equal(statesOfWord('unknown'), undefined);
  });

  mean('makes one set with those that nothing stands between, wherever they are', [
    ['state established state close-wait', 'state = 1 | 8'],
    ['sport = 1 state established state close-wait', 'and(localPort = 1; state = 1 | 8)'],
    ['state established sport = 1 state close-wait', 'and(state = 1 | 8; localPort = 1)'],
    ['sport = 1 state connected exclude established', 'and(localPort = 1; state = 2 | 3 | 4 | 5 | 6 | 8 | 9 | 11)'],
    ['state established and state close-wait', 'and(state = 1; state = 8)'],
    ['state established or state close-wait', 'or(state = 1; state = 8)'],
    ['not state established state close-wait', 'and(not(state = 1); state = 8)'],
    ['exclude all', 'state ='],
  ]);

  mean('at the beginning holds for all that follows, and elsewhere for its row', [
    ['state listen sport = 1 or sport = 2', 'and(state = 10; or(localPort = 1; localPort = 2))'],
    ['state listen or sport = 2', 'or(state = 10; localPort = 2)'],
    ['state listen and sport = 1 or sport = 2', 'or(and(state = 10; localPort = 1); localPort = 2)'],
    ['(state listen sport = 1 or sport = 2)', 'or(and(state = 10; localPort = 1); localPort = 2)'],
    ['sport = 1 state listen or sport = 2', 'or(and(localPort = 1; state = 10); localPort = 2)'],
  ]);

  mean('is a value like others behind an operator', [
    ['state = close-wait', 'state = 8'],
    ['state=CLOSE_WAIT', 'state = 8'],
    ['state != time-wait', 'state != 6'],
    ['state in (listen, close, listen)', 'state = 7 | 10'],
    ['state not in (bucket)', 'state != 3 | 6'],
    ['state eq big', 'state = 1 | 2 | 4 | 5 | 7 | 8 | 9 | 10 | 11'],
    ['state is unknown', 'state ?'],
  ]);
});
