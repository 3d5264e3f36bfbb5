import { performance } from 'node:perf_hooks';
import { FRAME_MS } from './mulaw.ts';

/** Called once for each 20 ms of wall-clock time. */
export type OnFrame = () => void;

/** A process that stood still longer than this skips the frames: a phone network would have dropped them, too. */
const MOST_FRAMES_AT_ONCE = 25;

/**
 * One timer for all lines, since hundreds of timers of 20 ms drift and cost more than the work they start. It aims at
 * absolute times; when it wakes late it makes up for the frames missed, so that the cadence holds on average.
 * It only runs while somebody listens.
 */
export interface FrameClock {
  /** Returns what stops the calls. */
  subscribe(onFrame: OnFrame): () => void;
  close(): void;
}

export function createFrameClock(): FrameClock {
  const listeners = new Set<OnFrame>();
  let timer: NodeJS.Timeout | undefined;
  let dueAt = 0;

  const wake = () => {
    const now = performance.now();
    const frames = Math.floor((now - dueAt) / FRAME_MS) + 1;
    for (let frame = 0; frame < Math.min(frames, MOST_FRAMES_AT_ONCE); frame++) {
      for (const onFrame of listeners) onFrame();
    }
    dueAt += Math.max(frames, 0) * FRAME_MS;
    timer = listeners.size > 0 ? setTimeout(wake, Math.max(0, dueAt - performance.now())) : undefined;
  };

  return {
    subscribe(onFrame) {
      listeners.add(onFrame);
      if (timer === undefined) {
        dueAt = performance.now() + FRAME_MS;
        timer = setTimeout(wake, FRAME_MS);
      }
      return () => listeners.delete(onFrame);
    },
    close() {
      listeners.clear();
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
