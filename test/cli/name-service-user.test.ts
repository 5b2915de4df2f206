import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { COMMAND, has } from '../support/command.ts';
import { skipUnless } from '../support/skip.ts';

const UID = 54321;
const NAME = 'nsonly';
const NOBODY_UID = 54322;

// A user record as systemd's name service module reads it, in a /run of the mount namespace's own.
const RECORD = JSON.stringify({ userName: NAME, uid: UID, gid: UID, disposition: 'regular' });
const SET_UP = `
  mount -t tmpfs none /run && mkdir /run/userdb
  echo '${RECORD}' > /run/userdb/${NAME}.user
  ln -s ${NAME}.user /run/userdb/${UID}.user`;

// A listening socket of each uid; the uid of a socket is its maker's.
const HOLDER = `
import os, socket, subprocess, sys
held = []
for uid in map(int, sys.argv[1].split(",")):
    os.seteuid(uid)
    s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(); held.append(s)
    os.seteuid(0)
sys.exit(subprocess.run(sys.argv[2:]).returncode)
`;

const folder = mkdtempSync(join(tmpdir(), 'sockdiag-user-'));
after(() => rmSync(folder, { recursive: true }));

/** Runs a command line in a network and mount namespace where the user is, and where each of these has a socket. */
function withUser(uids: number[], ...command: string[]) {
  const holder = join(folder, 'holder.py');
  writeFileSync(holder, HOLDER);
  const script = `set -e\n${SET_UP}\nip link set lo up\nexec python3 ${holder} ${uids.join(',')} "$@"`;
  const args = ['--mount', '--net', 'sh', '-c', script, 'sh', ...command];
  return spawnSync('unshare', args, { encoding: 'latin1', env: { ...process.env, LC_ALL: 'C' } });
}

const probe = withUser([0], 'getent', 'passwd', String(UID));
const missing = skipUnless(
  probe.stdout?.startsWith(`${NAME}:`) ?? false,
  `no user can be made that only the name service knows: ${probe.error?.message ?? (probe.stderr.trim() || 'no module reads /run/userdb')}`,
);

describe('a user known only to the name service', { skip: missing }, () => {
  const users = (stdout: string) =>
    stdout
      .split('\n')
      .filter((line) => line.startsWith('tcp'))
      .map((line) => line.split(/\s+/)[6]);

  const list = (...options: string[]) =>
    withUser([UID, NOBODY_UID, 0], process.execPath, COMMAND, '-tle', '--numeric-hosts', ...options);

  it('has its name under -e, beside one nobody knows and one of /etc/passwd', () => {
    const { status, stdout, stderr } = list();
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
    assert.deepEqual(users(stdout).sort(), [NAME, 'root', String(NOBODY_UID)].sort());
  });

  it('has its number where numbers were asked for', () => {
    assert.deepEqual(users(list('--numeric-users').stdout).sort(), ['0', String(UID), String(NOBODY_UID)].sort());
  });

  it('is named as netstat names it', { skip: skipUnless(has('netstat'), 'netstat is not installed') }, () => {
    const both = 'netstat -tle --numeric-hosts > "$1"; "$2" "$3" -tle --numeric-hosts | diff "$1" -';
    const file = join(folder, 'netstat');
    const { status, stdout } = withUser([UID, NOBODY_UID, 0], 'sh', '-c', both, 'sh', file, process.execPath, COMMAND);
    assert.deepEqual({ status, stdout }, { status: 0, stdout: '' });
  });
});
