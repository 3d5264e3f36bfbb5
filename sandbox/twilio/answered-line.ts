import type { Context } from '../context.ts';
import type { Callee } from '../people/callee.ts';
import type { Random } from '../random.ts';
import type { Call } from './call.ts';
import type { Instructions, RecordingOrder } from './call-order.ts';
import { PhoneLine } from './phone-line.ts';
import { Recorder } from './recorder.ts';
import { type Recording, type Recordings, recordingUrl } from './recordings.ts';
import type { Document } from './twiml-document.ts';
import { TwimlPlayer } from './twiml-player.ts';

interface Parts {
  context: Context;
  call: Call;
  callee: Callee;
  recordings: Recordings;
  random: Random;
  onHangUp: () => void;
}

/** What exists only while a call is answered: its line, what plays its instructions, and what records it. */
export class AnsweredLine {
  readonly #parts: Parts;
  readonly #line: PhoneLine;
  readonly #player: TwimlPlayer;
  readonly #recorded: { recorder: Recorder; recording: Recording }[] = [];
  /** Stops what is being played now. */
  #playing = new AbortController();

  constructor(parts: Parts) {
    const { context, call, callee, random, onHangUp } = parts;
    this.#parts = parts;
    this.#line = new PhoneLine(context.clock, callee, onHangUp);
    this.#line.onKeys((key) => {
      call.notes.pressed += key;
      call.notes.pressedAt = Date.now();
    });
    this.#player = new TwimlPlayer(context, call, this.#line, random);
  }

  record(order: RecordingOrder): Recording {
    const { recordings, call } = this.#parts;
    const recorder = new Recorder();
    const recording = recordings.begin(call, order);
    this.#line.recorders.add(recorder);
    this.#recorded.push({ recorder, recording });
    return recording;
  }

  /** Plays instructions in place of those being played; resolves to whether they came to their end undisturbed. */
  async play(instructions: Instructions | Document): Promise<boolean> {
    this.#playing.abort();
    this.#line.playback.clear();
    const playing = new AbortController();
    this.#playing = playing;
    await this.#player.play(instructions, playing.signal);
    return !playing.signal.aborted;
  }

  /** The network loses the line: the media socket dies without a word, and nothing more is played. */
  breakOff(): void {
    this.#player.breakOff();
    this.#playing.abort();
  }

  /** @returns parameters about the recording, for the final callback */
  close(): Record<string, string> {
    const { recordings, random, context, call } = this.#parts;
    this.#playing.abort();
    if (this.#line.tapingSince !== undefined) this.#noteMessage();
    this.#line.stop();
    for (const { recorder, recording } of this.#recorded) {
      recordings.finish(recording, recorder.finish(), random);
    }
    const [asked] = this.#recorded.filter(({ recording }) => recording.order === call.order.recording);
    if (!asked) return {};
    const { sid, seconds } = asked.recording;
    return {
      RecordingUrl: recordingUrl(sid, context.options.accountSid),
      RecordingSid: sid,
      RecordingDuration: String(seconds),
    };
  }

  #noteMessage(): void {
    const { notes } = this.#parts.call;
    notes.message = { text: notes.message?.text ?? '', soundMs: this.#line.tapedSoundMs };
  }
}
