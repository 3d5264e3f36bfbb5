import type { FrameClock } from '../audio/clock.ts';
import { isAudible, SILENT_FRAME } from '../audio/mulaw.ts';
import type { Callee } from '../people/callee.ts';
import { PlaybackQueue } from './playback-queue.ts';
import type { Recorder } from './recorder.ts';

/** Takes what the person says, frame by frame. */
export type Listener = (frame: Buffer) => void;

/**
 * The sound of one answered call: each 20 ms the person hears the next frame of what is to be played, says one,
 * both are recorded, and what was said goes to the stream that listens, if there is one.
 */
export class PhoneLine {
  readonly playback = new PlaybackQueue();
  #listener: Listener | undefined;
  readonly #stopClock: () => void;

  constructor(clock: FrameClock, callee: Callee, recorder: Recorder | undefined, onHangUp: () => void) {
    this.#stopClock = clock.subscribe(() => {
      const heard = this.playback.next();
      const { frame: said = SILENT_FRAME, hangsUp } = callee.next(heard !== SILENT_FRAME && isAudible(heard));
      recorder?.add(said, heard);
      this.#listener?.(said);
      if (hangsUp) onHangUp();
    });
  }

  /** One stream listens at a time. */
  listen(listener: Listener | undefined): void {
    this.#listener = listener;
  }

  stop(): void {
    this.#stopClock();
    this.#listener = undefined;
    this.playback.clear();
  }
}
