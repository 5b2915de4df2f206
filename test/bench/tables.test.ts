import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { BenchWorld, type Table } from '../../bench/world.ts';
import { has } from '../support/command.ts';
import { skipUnless } from '../support/skip.ts';

/** Rows of the kernel's table in the network namespace a process is in. */
const COUNTS: Readonly<Record<Table, (pid: number) => number>> = {
  routes: (pid) => lines(pid, 'route') - 1,
  routes6: (pid) => lines(pid, 'ipv6_route'),
  interfaces: (pid) => lines(pid, 'dev') - 2,
  translations: (pid) => lines(pid, 'nf_conntrack'),
};

function lines(pid: number, file: string): number {
  return readFileSync(`/proc/${pid}/net/${file}`, 'latin1').trimEnd().split('\n').length;
}

const canMake = process.geteuid?.() === 0 && spawnSync('unshare', ['--net', 'python3', '--version']).status === 0;
const lacking: Readonly<Partial<Record<Table, boolean>>> = {
  translations: !has('nft') || !existsSync('/proc/net/nf_conntrack'),
};

describe('a table filled for benchmarks', { skip: skipUnless(canMake, 'no network namespace with python3') }, () => {
  for (const [table, count] of Object.entries(COUNTS) as [Table, (pid: number) => number][]) {
    const skip = skipUnless(!lacking[table], 'no nft, or no conntrack in /proc');
    it(`has as many ${table} as it says, and about as many as were asked for`, { skip }, async () => {
      const world = await BenchWorld.fill(table, 25);
      try {
        const { pid, rows } = world.report;
        assert.equal(count(pid), rows);
        // The kernel adds IPv6 routes of its own.
        assert.ok(rows >= 25 && rows <= 40, `${rows} rows`);
      } finally {
        await world.stop();
      }
    });
  }
});
