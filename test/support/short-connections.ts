import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { packageFile } from '../../src/package-root.ts';

const SCRIPT = packageFile('test/world/short_connections.py');

/** Options of test/world/short_connections.py; what each is if not given is said there. */
export interface ShortConnectionsOptions {
  protocol?: 'tcp' | 'udp';
  family?: 4 | 6;
  /** Of one round. */
  connections?: number;
  /** Over which a round spreads them. */
  seconds?: number;
  /** That each side sends the other. */
  bytes?: number;
  /** That a connection stands when all is sent, in ms. */
  lifeMs?: number;
  /** Who closes first, and so waits in TIME_WAIT; after `reset` nobody does. */
  first?: 'client' | 'server' | 'alternate' | 'reset';
  /** Pairs of a server and its client. */
  pairs?: number;
  /** Connections that stay. */
  steady?: number;
  /** How many the network namespace keeps in TIME_WAIT. */
  timeWaitLimit?: number;
  /** After so many seconds it ends by itself. */
  limit?: number;
}

/** What is there before the first short connection. */
export interface ShortConnectionsReport {
  /** Of the servers, one each. */
  ports: number[];
  steady: number;
  /** Process ids. */
  servers: number[];
  clients: number[];
}

/** What one round was. */
export interface Round {
  /** Connections the servers accepted, or conversations they answered. */
  accepted: number;
  /** By the clients. */
  connected: number;
  /** Short sockets: both ends of a TCP connection, the client's of a UDP conversation. */
  sockets: number;
  /** That each side sent the other in each of them. */
  bytesEach: number;
  seconds: number;
}

/** Short connections on loopback, made on demand; by default in this process's network namespace. */
export class ShortConnections {
  readonly report: ShortConnectionsReport;
  readonly #child: ChildProcess;
  readonly #answers: AsyncIterator<string>;

  private constructor(child: ChildProcess, answers: AsyncIterator<string>, report: ShortConnectionsReport) {
    this.#child = child;
    this.#answers = answers;
    this.report = report;
  }

  static async start(options: ShortConnectionsOptions = {}, run = runHere): Promise<ShortConnections> {
    const words = Object.entries(options).flatMap(([name, value]) => [
      `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      String(value),
    ]);
    const child = run(['python3', SCRIPT, ...words]);
    if (!child.stdout) throw new Error('short connections have no output');
    const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
    const { ready, ...report } = await nextAnswer<ShortConnectionsReport & { ready: boolean }>(answers);
    return new ShortConnections(child, answers, report);
  }

  /** Makes one round of them; when it is over, every one is closed. */
  make(): Promise<Round> {
    this.#child.stdin?.write('make\n');
    return nextAnswer<Round>(this.#answers);
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.stdin?.end();
    await ended;
  }
}

function runHere([program, ...args]: readonly string[]): ChildProcess {
  return spawn(program as string, args, { stdio: ['pipe', 'pipe', 'inherit'] });
}

async function nextAnswer<Answer>(answers: AsyncIterator<string>): Promise<Answer> {
  const { value, done } = await answers.next();
  if (done) throw new Error('short connections ended before they answered');
  return JSON.parse(value) as Answer;
}
