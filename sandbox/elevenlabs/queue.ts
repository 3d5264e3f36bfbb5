import type { Timers } from '../timers.ts';
import { silence, tone } from '../voices/voice.ts';
import type { Place } from './places.ts';
import type { Wire } from './wire.ts';

export type LeavesQueue = () => void;

export interface QueueEvents {
  /** Waits for a place; returns what stops waiting. */
  wait(admit: (place: Place) => void): LeavesQueue;
  /** Hold audio, a second at a time. */
  hold(sound: Buffer): void;
  admitted(place: Place): void;
  timedOut(): void;
}

const HOLD_MS = 1000;
const HOLD_TONE = Buffer.concat([tone(440, 200), silence(HOLD_MS - 200)]);

/** The wait for a place (reference 2.11): `waiting`, then `admitted`, or `timed_out` and the close. */
export function standInLine(wire: Wire, timers: Timers, seconds: number, events: QueueEvents): LeavesQueue {
  const tell = (status: string) => wire.emit('queue_status', { queue_status_event: { status } });
  let cancelHold = () => {};
  const hold = () => {
    events.hold(HOLD_TONE);
    cancelHold = timers.after(HOLD_MS, hold);
  };
  const leave = events.wait((place) => {
    cancelHold();
    cancelTimeout();
    tell('admitted');
    events.admitted(place);
  });
  const cancelTimeout = timers.after(seconds * 1000, () => {
    leave();
    cancelHold();
    tell('timed_out');
    events.timedOut();
  });
  tell('waiting');
  hold();
  return leave;
}
