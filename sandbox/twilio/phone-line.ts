import type { FrameClock } from '../audio/clock.ts';
import { FRAME_MS, isAudible, SILENT_FRAME } from '../audio/mulaw.ts';
import type { Act, Callee } from '../people/callee.ts';
import { PlaybackQueue } from './playback-queue.ts';
import type { Recorder } from './recorder.ts';

/** Takes what the person says, frame by frame. */
export type Listener = (frame: Buffer) => void;
/** Takes the keys that the person presses, one by one. */
export type OnKey = (key: string) => void;

/**
 * The sound of one answered call: each 20 ms the person hears the next frame of what is to be played, says one,
 * both are recorded, and what was said goes to the stream that listens, if there is one.
 */
export class PhoneLine {
  readonly playback = new PlaybackQueue();
  readonly recorders = new Set<Recorder>();
  readonly #callee: Callee;
  readonly #onHangUp: () => void;
  readonly #onKeys = new Set<OnKey>();
  #listener: Listener | undefined;
  #frames = 0;
  #tapingSince: number | undefined;
  #tapedSoundMs = 0;
  readonly #stopClock: () => void;

  constructor(clock: FrameClock, callee: Callee, onHangUp: () => void) {
    this.#callee = callee;
    this.#onHangUp = onHangUp;
    this.#stopClock = clock.subscribe(() => this.#frame());
  }

  /** Frames since the line was opened. */
  get frames(): number {
    return this.#frames;
  }

  /** The frame since which a machine records what it hears; undefined while none does. */
  get tapingSince(): number | undefined {
    return this.#tapingSince;
  }

  /** Sound on the machine's tape, milliseconds. */
  get tapedSoundMs(): number {
    return this.#tapedSoundMs;
  }

  /** One stream listens at a time. */
  listen(listener: Listener | undefined): void {
    this.#listener = listener;
  }

  /** Returns what stops it. */
  onKeys(onKey: OnKey): () => void {
    this.#onKeys.add(onKey);
    return () => this.#onKeys.delete(onKey);
  }

  stop(): void {
    this.#stopClock();
    this.#listener = undefined;
    this.#onKeys.clear();
    this.playback.clear();
  }

  #frame(): void {
    const heard = this.playback.next();
    const audible = heard !== SILENT_FRAME && isAudible(heard);
    const act = this.#callee.next(audible);
    const said = act.frame ?? SILENT_FRAME;
    for (const recorder of this.recorders) recorder.add(said, heard);
    if (this.#callee.taping) this.#tape(audible);
    this.#frames++;
    this.#listener?.(said);
    this.#obey(act);
  }

  #tape(audible: boolean): void {
    this.#tapingSince ??= this.#frames;
    if (audible) this.#tapedSoundMs += FRAME_MS;
  }

  #obey({ presses, hangsUp }: Act): void {
    if (presses !== undefined) for (const onKey of [...this.#onKeys]) onKey(presses);
    if (hangsUp) this.#onHangUp();
  }
}
