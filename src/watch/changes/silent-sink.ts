import type { KnownSockets } from '../known/known-sockets.ts';
import type { SlotOwners } from '../known/slot-owners.ts';
import type { ChangeSink } from './change-sink.ts';
import { EndedSlots } from './ended-slots.ts';

/** Keeps no change, for those who want whole tables alone: it only knows what has ended, so that its slots can be released. */
export class SilentSink implements ChangeSink {
  readonly length = 0;
  readonly ended: EndedSlots;

  constructor(known: KnownSockets, owners: SlotOwners | undefined) {
    this.ended = new EndedSlots(known, owners);
  }

  present(): void {}

  changed(): void {}

  owner(): void {}

  closed(slot: number): void {
    this.ended.add(slot);
  }

  unseen(): void {}

  gap(): void {}

  late(): void {}
}
