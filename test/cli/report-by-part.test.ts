import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { snapshot } from '../../src/index.ts';
import { FakeProc } from '../support/fake-proc.ts';
import { fixture } from '../support/fixtures.ts';

const PARTS = ['tcp', 'tcp6', 'udp', 'udp6', 'raw', 'raw6'] as const;

describe('of the two IP versions of a protocol, one of which is lost,', () => {
  for (const part of PARTS) {
    for (const [fault, lose] of Object.entries({
      missing: (path: string) => rmSync(path),
      empty: () => {},
    })) {
      it(`the report and the command speak apart: ${part} ${fault}`, async () => {
        const files = PARTS.map((name) => [`net/${name}`, fixture(`proc/net/${name}`)] as const);
        const proc = new FakeProc({ ...Object.fromEntries(files), [`net/${part}`]: '' });
        const path = join(proc.path, 'net', part);
        lose(path);
        const protocol = part.replace('6', '') as 'tcp' | 'udp' | 'raw';
        const other = part === protocol ? (`${part}6` as const) : protocol;
        const { report, length } = await snapshot({ procRoot: proc.path, protocols: [protocol] });
        const { stderr } = proc.sockdiag([`-${protocol === 'raw' ? 'w' : protocol[0]}anv`]);
        proc.end();
        assert.ok(length > 0);
        assert.equal(report.sources[part]?.source, 'none');
        assert.equal(report.sources[other]?.source, 'procfs');
        assert.equal(report.sources[other]?.code, undefined);
        const lines = stderr.trimEnd().split('\n');
        assert.ok(lines.includes(`sockdiag: ${other}: read from /proc: /proc is ${proc.path}`), stderr);
        const own = part === protocol && fault === 'missing' ? `\`AF INET (${part})'` : `${part}: not listed: `;
        assert.equal(lines.filter((line) => line.includes(own)).length, 1, stderr);
        assert.equal(lines.length, 2, stderr);
      });
    }
  }
});
