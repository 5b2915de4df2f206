import { lookup } from 'node:dns/promises';

/** However dead the name servers are, nobody waits longer. */
const TIMEOUT_MS = 5000;

/** All addresses of a host, as the C library finds them: /etc/hosts, DNS, whatever nsswitch.conf(5) says. */
export async function hostAddresses(name: string, signal?: AbortSignal): Promise<string[]> {
  const ends: (() => void)[] = [];
  const limit = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer in ${TIMEOUT_MS / 1000} s`)), TIMEOUT_MS);
    const abort = () => reject(signal?.reason);
    signal?.addEventListener('abort', abort);
    ends.push(
      () => clearTimeout(timer),
      () => signal?.removeEventListener('abort', abort),
    );
  });
  try {
    signal?.throwIfAborted();
    const found = await Promise.race([lookup(name, { all: true }), limit]);
    return [...new Set(found.map(({ address }) => address))];
  } finally {
    for (const end of ends) end();
  }
}
