import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../context.ts';
import type { Random } from '../random.ts';
import { say } from '../voices/phrase-book.ts';
import { LINE_VOICE } from '../voices/voice.ts';
import { type Call, notify } from './call.ts';
import type { Instructions } from './call-order.ts';
import { MediaStream, newStreamNotes, type StreamEnd } from './media-stream.ts';
import type { PhoneLine } from './phone-line.ts';
import { StreamReporter } from './stream-reporter.ts';
import { readStream, type StreamVerb } from './stream-verb.ts';
import { parseTwiml, TwimlError, type Verb } from './twiml.ts';
import { fetchTwiml } from './twiml-fetch.ts';

/** What Twilio says when instructions cannot be had or played; the call is `completed` after it, not `failed`. */
const APOLOGY = 'An application error has occurred. Goodbye.';
const MOST_REDIRECTS = 20;

/** Plays instructions on a line until they end, somebody hangs up, or others take their place. */
export class TwimlPlayer {
  readonly #context: Context;
  readonly #call: Call;
  readonly #line: PhoneLine;
  readonly #random: Random;
  #redirects = 0;

  constructor(context: Context, call: Call, line: PhoneLine, random: Random) {
    this.#context = context;
    this.#call = call;
    this.#line = line;
    this.#random = random;
  }

  /** Resolves when nothing is left to do (then the call ends) or `stopped` is aborted. Never rejects. */
  async play(instructions: Instructions, stopped: AbortSignal): Promise<void> {
    try {
      const verbs = parseTwiml(await this.#textOf(instructions, stopped));
      for (const verb of verbs) {
        if (stopped.aborted) return;
        const goOn = await this.#perform(verb, stopped);
        if (!goOn) return;
      }
    } catch (error) {
      if (stopped.aborted) return;
      await this.#fail(error, stopped);
    }
  }

  async #textOf(instructions: Instructions, stopped: AbortSignal): Promise<string> {
    if ('twiml' in instructions) return instructions.twiml;
    return fetchTwiml(this.#context, this.#call, instructions, stopped);
  }

  async #fail(error: unknown, stopped: AbortSignal): Promise<void> {
    const code = error instanceof TwimlError ? error.code : 11200;
    notify(this.#call, 0, code, error instanceof Error ? error.message : 'unknown error');
    await this.#speak(APOLOGY, stopped);
  }

  /** False ends the document. */
  async #perform(verb: Verb, stopped: AbortSignal): Promise<boolean> {
    switch (verb.name) {
      case 'Say':
        await this.#speak(verb.text, stopped);
        return true;
      case 'Pause':
        await sleep(pauseMs(verb), undefined, { signal: stopped });
        return true;
      case 'Connect':
        await this.#connect(verb, stopped);
        return true;
      case 'Redirect':
        await this.#redirect(verb, stopped);
        return false;
      case 'Hangup':
        return false;
      default:
        notify(this.#call, 1, 12200, `Schema validation warning: ${verb.name} is not known here`);
        return true;
    }
  }

  async #speak(text: string, stopped: AbortSignal): Promise<void> {
    const { playback } = this.#line;
    await new Promise<void>((resolve) => {
      stopped.addEventListener('abort', () => resolve(), { once: true });
      playback.push(say(text, LINE_VOICE));
      playback.mark(resolve);
    });
  }

  async #redirect(verb: Verb, stopped: AbortSignal): Promise<void> {
    if (++this.#redirects > MOST_REDIRECTS) throw new TwimlError(11215, 'Too many redirects');
    if (!URL.canParse(verb.text)) throw new TwimlError(11100, 'Invalid URL format');
    await this.play({ url: verb.text, method: verb.attributes.method === 'GET' ? 'GET' : 'POST' }, stopped);
  }

  async #connect(connect: Verb, stopped: AbortSignal): Promise<void> {
    const noun = connect.children.find((child) => child.name === 'Stream');
    if (!noun) return notify(this.#call, 1, 12200, 'Schema validation warning: Connect without Stream');
    await sleep(this.#random.between(this.#context.options.timings.answerToStream), undefined, {
      signal: stopped,
    });
    const order = readStream(noun);
    if ('code' in order) return notify(this.#call, 0, order.code, order.text);
    await this.#stream(order, stopped);
  }

  async #stream(order: StreamVerb, stopped: AbortSignal): Promise<void> {
    const { accountSid, authToken } = this.#context.options;
    const notes = newStreamNotes();
    this.#call.notes.streams.push(notes);
    const reporter = new StreamReporter(this.#context, this.#call, notes.sid, order);
    const stream = new MediaStream({
      order,
      accountSid,
      authToken,
      callSid: this.#call.sid,
      line: this.#line,
      notes,
      onStart: () => reporter.fire('stream-started'),
      onWarning: (code) => notify(this.#call, 1, code, 'Media stream warning'),
    });
    const stop = () => stream.stop();
    stopped.addEventListener('abort', stop, { once: true });
    if (stopped.aborted) stop();
    const end = await stream.ended;
    stopped.removeEventListener('abort', stop);
    this.#report(end, reporter);
  }

  #report(end: StreamEnd, reporter: StreamReporter): void {
    if (end.kind === 'stopped') {
      reporter.fire('stream-stopped');
      return;
    }
    notify(this.#call, 0, end.fault.code, end.fault.text);
    reporter.fire('stream-error', end.fault.text);
  }
}

/** `<Pause>` waits for a second unless it says otherwise. */
function pauseMs({ attributes }: Verb): number {
  const seconds = Number(attributes.length ?? 1);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), 600) * 1000 : 1000;
}
