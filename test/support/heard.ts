import { DestroyEvents } from '../../src/sockets/netlink/destroy-events.ts';
import { PROTOCOL_NUMBERS } from '../../src/uapi/sockets.ts';
import { type FakeSubscription, fakeAddon } from './fake-subscription.ts';
import { attribute, inetDiag, message } from './nlmsg.ts';
import { errorMessage, isMarker } from './sent-requests.ts';

const ENOENT = 2;
const DATA = 20;
const INET_DIAG_PROTOCOL = 10;

/** A report of an end of TCP's. */
export const report = (cookie: number) =>
  message(
    DATA,
    inetDiag({ state: 7, cookie: [cookie, 0] }, attribute(INET_DIAG_PROTOCOL, Uint8Array.of(PROTOCOL_NUMBERS.tcp))),
    {
      sequence: 0,
    },
  );

/** DestroyEvents with a kernel that is played, and all it tells. */
export class Heard {
  readonly kernel: FakeSubscription;
  readonly events: DestroyEvents;
  /** Cookies of what ended, an array a report. */
  readonly ended: (bigint | null)[][] = [];
  readonly drained: boolean[] = [];
  readonly gaps: (number | null)[] = [];
  readonly failures: Error[] = [];
  readings = 0;

  constructor() {
    const { addon, subscriptions } = fakeAddon();
    this.events = new DestroyEvents(addon, [1, 4], 1 << 20, {
      ended: (sockets, drained) => {
        this.ended.push(Array.from(sockets, ({ cookie }) => cookie));
        this.drained.push(drained);
      },
      reading: () => this.readings++,
      gap: (lost) => this.gaps.push(lost),
      failed: (error) => this.failures.push(error),
    });
    this.kernel = subscriptions[0] as FakeSubscription;
  }

  /** Has the kernel answer whatever is asked: there is nothing. */
  answerAll(): void {
    this.kernel.onSend = (requests) =>
      this.kernel.give(...requests.map((request) => errorMessage(request.sequence, isMarker(request) ? 0 : ENOENT)));
  }
}
