import type { Context } from '../context.ts';
import { createCallee } from '../people/create-callee.ts';
import { createRandom, type Random } from '../random.ts';
import { Timers } from '../timers.ts';
import { type Call, type CallStatus, hasEnded, notify } from './call.ts';
import type { Instructions } from './call-order.ts';
import { detect } from './machine-detection.ts';
import { PhoneLine } from './phone-line.ts';
import { Recorder } from './recorder.ts';
import { type Recording, type Recordings, recordingUrl } from './recordings.ts';
import { finalForm, StatusReporter } from './status-reporter.ts';
import { TwimlPlayer } from './twiml-player.ts';

type FinalStatus = Exclude<CallStatus, 'queued' | 'ringing' | 'in-progress'>;

/** Why a call ended, for the referee. */
export type EndedBy = 'person' | 'network' | 'twiml' | 'api' | 'time limit' | 'concurrency' | 'closing';

/** What exists only once somebody has answered. */
interface Answered {
  line: PhoneLine;
  player: TwimlPlayer;
  recorder?: Recorder;
  recording?: Recording;
}

/**
 * The life of one call: queued → ringing → in-progress → a final status, or straight to one. It owns the call's timers, its
 * line and its stream, and ends exactly once, whoever ends it.
 */
export class CallRunner {
  readonly call: Call;
  readonly #context: Context;
  readonly #recordings: Recordings;
  readonly #random: Random;
  readonly #reporter: StatusReporter;
  readonly #timers = new Timers();
  #answered: Answered | undefined;
  /** Stops what is being played now. */
  #playing = new AbortController();

  constructor(context: Context, recordings: Recordings, call: Call, earlierCalls: number) {
    this.call = call;
    this.#context = context;
    this.#recordings = recordings;
    this.#random = createRandom(context.options.seed, call.order.to, earlierCalls);
    this.#reporter = new StatusReporter(context, call);
  }

  /** The call leaves the queue. */
  dial(): void {
    const { referee, options } = this.#context;
    this.call.dialedAt = new Date();
    this.call.queueMs = this.call.dialedAt.getTime() - this.call.createdAt.getTime();
    if (referee.callsUp >= options.maxCalls) {
      notify(this.call, 0, 10004, 'Call concurrency limit exceeded');
      this.end('failed', 'concurrency', 503);
      return;
    }
    referee.dialed(this.call.notes);
    this.#touch();
    this.#reporter.fire('initiated', 'initiated');
    const { timings } = options;
    const { kind } = this.call.behaviour;
    if (kind === 'busy') this.#later(timings.dialToBusy, () => this.end('busy', 'network', 486));
    else if (kind === 'fails') this.#later(timings.dialToFailed, () => this.end('failed', 'network', 404));
    else this.#later(timings.dialToRinging, () => this.#ring());
  }

  /** Ends a call that waits or rings; one in progress is left alone. */
  cancel(): void {
    if (!this.call.answeredAt) this.end('canceled', 'api', 487);
  }

  hangUp(): void {
    this.end(this.call.answeredAt ? 'completed' : 'canceled', 'api', this.call.answeredAt ? 200 : 487);
  }

  /** Other instructions take the place of those being played, or of those to be played when it is answered. */
  redirect(instructions: Instructions): void {
    this.call.order.instructions = instructions;
    if (!this.#answered) return;
    this.#playing.abort();
    this.#answered.line.playback.clear();
    this.#play(this.#answered.player);
  }

  end(status: FinalStatus, by: EndedBy, sipCode: number): void {
    if (hasEnded(this.call)) return;
    const wasDialed = this.call.dialedAt !== undefined;
    this.#timers.clear();
    this.#playing.abort();
    this.call.endedAt = new Date();
    this.call.status = status;
    this.#touch();
    this.#context.referee.ended(this.call.notes, status, by);
    const { log } = this.#context.options;
    log.debug({ callSid: this.call.sid, ending: this.call.ending.name, status, by }, 'a call ended');
    const recordingForm = this.#closeLine();
    // A call that is canceled in the queue sends no callback at all.
    if (!wasDialed || by === 'closing') return;
    this.#reporter.fire('completed', status, { ...finalForm(this.call, sipCode), ...recordingForm });
  }

  #ring(): void {
    const { options } = this.#context;
    const { timings } = options;
    const { behaviour, order } = this.call;
    this.call.status = 'ringing';
    this.call.notes.ringingAt = Date.now();
    this.#touch();
    this.#reporter.fire('ringing', 'ringing', { StirStatus: 'A' });
    const givesUp = Math.min(order.timeout * 1000, timings.longestRing);
    if (behaviour.kind === 'answers') this.#later(timings.ringToAnswer, () => this.#answer());
    if (behaviour.kind === 'machine') this.#later(timings.ringToMachine, () => this.#answer());
    if (behaviour.kind === 'rejects') {
      this.#later(timings.ringToRejected, () => this.end('no-answer', 'person', 603));
    }
    this.#timers.after(givesUp, () => {
      if (this.call.status === 'ringing') this.end('no-answer', 'network', 487);
    });
  }

  #answer(): void {
    if (this.call.status !== 'ringing') return;
    const { call } = this;
    call.status = 'in-progress';
    call.answeredAt = new Date();
    call.notes.answeredAt = call.answeredAt.getTime();
    this.#touch();
    this.#reporter.fire('answered', 'in-progress', { StirStatus: 'A' });
    this.#timers.after(call.order.timeLimit * 1000, () => this.end('completed', 'time limit', 200));
    const answered = this.#openLine();
    this.#answered = answered;
    const decided = detect(this.#context, call, this.#timers, this.#random);
    if (call.order.detection && !call.order.detection.async)
      void decided.then(() => this.#play(answered.player));
    else this.#play(answered.player);
  }

  #openLine(): Answered {
    const { call } = this;
    const recorder = call.order.recording ? new Recorder() : undefined;
    const recording = recorder && this.#recordings.begin(call);
    const callee = createCallee(call.behaviour, this.#random);
    const line = new PhoneLine(this.#context.clock, callee, recorder, () =>
      this.end('completed', 'person', 200),
    );
    return { line, recorder, recording, player: new TwimlPlayer(this.#context, call, line, this.#random) };
  }

  #play(player: TwimlPlayer): void {
    if (hasEnded(this.call)) return;
    const playing = new AbortController();
    this.#playing = playing;
    void player.play(this.call.order.instructions, playing.signal).then(() => {
      if (!playing.signal.aborted) this.end('completed', 'twiml', 200);
    });
  }

  /** Parameters about the recording, for the final callback. */
  #closeLine(): Record<string, string> {
    if (!this.#answered) return {};
    const { line, recorder, recording } = this.#answered;
    // Calls are kept long after their end; their sound is not.
    this.#answered = undefined;
    line.stop();
    if (!recorder || !recording) return {};
    this.#recordings.finish(recording, recorder.finish(), this.#random);
    return {
      RecordingUrl: recordingUrl(recording.sid, this.#context.options.accountSid),
      RecordingSid: recording.sid,
      RecordingDuration: String(recording.seconds),
    };
  }

  #later(range: readonly [number, number], act: () => void): void {
    this.#timers.after(this.#random.between(range), act);
  }

  #touch(): void {
    this.call.updatedAt = new Date();
    this.call.notes.status = this.call.status;
  }
}
