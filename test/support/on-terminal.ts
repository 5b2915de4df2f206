import { spawnSync } from 'node:child_process';
import { COMMAND } from './command.ts';

/** Runs its other arguments with a terminal of so many columns as the streams of the first one, and prints what the terminal got. */
const SCRIPT = `
import fcntl, os, struct, subprocess, sys, termios
terminal, slave = os.openpty()
fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, int(sys.argv[2]), 0, 0))
OTHERS = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
child = subprocess.Popen(sys.argv[3:], **{**OTHERS, **dict.fromkeys(sys.argv[1].split(), slave)})
os.close(slave)
shown = b""
while True:
    try: part = os.read(terminal, 65536)
    except OSError: break  # EIO: the last one who had it open has ended
    if not part: break
    shown += part
sys.stdout.buffer.write(shown.replace(b"\\r\\n", b"\\n"))
sys.exit(child.wait())
`;

export type Streams = 'stdout' | 'stderr' | 'stdout stderr';

/**
 * What a terminal gets of a program, byte for byte as Latin-1. What is not for the terminal is lost.
 * @param columns - 0: the terminal does not know how wide it is
 */
export function onTerminal(
  program: readonly string[],
  streams: Streams,
  env: NodeJS.ProcessEnv = {},
  columns = 0,
): string {
  const options = { encoding: 'latin1' as const, maxBuffer: 1 << 28, env: { ...process.env, LC_ALL: 'C', ...env } };
  const { stdout, error } = spawnSync('python3', ['-c', SCRIPT, streams, `${columns}`, ...program], options);
  if (error) throw error;
  return stdout;
}

export function sockdiagOnTerminal(
  args: readonly string[],
  streams: Streams,
  env?: NodeJS.ProcessEnv,
  columns?: number,
): string {
  return onTerminal([process.execPath, COMMAND, ...args], streams, env, columns);
}
