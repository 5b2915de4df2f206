import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseServicePorts } from '../../src/names/service-ports.ts';

const TEXT = `# services
domain  53/tcp   # Domain Name Server
domain  53/udp
http    80/tcp  www  www-http
biff    512/udp comsat
exec    512/tcp
odd     70000/tcp
odd     0/udp
odd     x/tcp
odd
none    1/`;

describe('parseServicePorts', () => {
  it('finds a service by its name and by another one, in every protocol', () => {
    assert.deepEqual(parseServicePorts(TEXT, 'domain'), [
      { port: 53, protocol: 'tcp' },
      { port: 53, protocol: 'udp' },
    ]);
    assert.deepEqual(parseServicePorts(TEXT, 'www-http'), [{ port: 80, protocol: 'tcp' }]);
    assert.deepEqual(parseServicePorts(TEXT, 'comsat'), [{ port: 512, protocol: 'udp' }]);
  });

  it('finds nothing where there is no such name, or no port', () => {
    for (const name of ['', 'odd', 'none', 'Domain', '53/tcp', '#', 'Name'])
      assert.deepEqual(parseServicePorts(TEXT, name), [], name);
  });
});
