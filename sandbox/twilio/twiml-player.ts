import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../context.ts';
import type { Random } from '../random.ts';
import { type Call, notify } from './call.ts';
import type { Instructions } from './call-order.ts';
import { connect } from './connect.ts';
import { fetchSound, isLoopback } from './fetch-sound.ts';
import { gather } from './gather.ts';
import type { MediaStream } from './media-stream.ts';
import type { PhoneLine } from './phone-line.ts';
import { Speaker } from './speaker.ts';
import type { Next, Stage } from './stage.ts';
import { TwimlError, type Verb } from './twiml.ts';
import { addressIn, type Document, instead, obtain } from './twiml-document.ts';

const MOST_REDIRECTS = 20;

/** Plays instructions on a line until they end, somebody hangs up, or others take their place. */
export class TwimlPlayer {
  readonly #stage: Omit<Stage, 'document' | 'stopped'>;
  #stream: MediaStream | undefined;
  #redirects = 0;

  constructor(context: Context, call: Call, line: PhoneLine, random: Random) {
    const onStream = (stream: MediaStream | undefined) => {
      this.#stream = stream;
    };
    this.#stage = { context, call, line, random, speaker: new Speaker(line, call.notes), onStream };
  }

  /** Resolves when nothing is left to do (then the call ends) or `stopped` is aborted. Never rejects. */
  async play(instructions: Instructions | Document, stopped: AbortSignal): Promise<void> {
    const { context, call } = this.#stage;
    try {
      let document: Document | undefined =
        'verbs' in instructions ? instructions : await obtain(context, call, instructions, stopped);
      while (document) document = await this.#playDocument(document, stopped);
    } catch (error) {
      if (!stopped.aborted) notify(call, 0, 11200, error instanceof Error ? error.message : 'unknown error');
    }
  }

  /** The stream's socket dies without a word. */
  breakOff(): void {
    this.#stream?.breakOff();
  }

  /** Returns the document that takes over, if one does. */
  async #playDocument(document: Document, stopped: AbortSignal): Promise<Document | undefined> {
    const { context, call } = this.#stage;
    try {
      const next = await this.#playVerbs({ ...this.#stage, document, stopped });
      return next && (await obtain(context, call, next.from, stopped, next.more));
    } catch (error) {
      stopped.throwIfAborted();
      return instead(context, call, error, document.url, stopped);
    }
  }

  async #playVerbs(stage: Stage) {
    for (const verb of stage.document.verbs) {
      stage.stopped.throwIfAborted();
      const next = await this.#perform(verb, stage);
      if (next === 'end') return undefined;
      if (next !== 'go on') return next;
    }
    return undefined;
  }

  async #perform(verb: Verb, stage: Stage): Promise<Next> {
    switch (verb.name) {
      case 'Gather':
        return gather(verb, stage, (nested, during) => sound(nested, { ...stage, stopped: during }));
      case 'Connect':
        return connect(verb, stage);
      case 'Dial':
        await talkElsewhere(verb, stage);
        return 'go on';
      case 'Redirect':
        return this.#redirect(verb, stage);
      case 'Hangup':
      case 'Reject':
        return 'end';
      default:
        await sound(verb, stage);
        return 'go on';
    }
  }

  #redirect({ text, attributes }: Verb, { document }: Stage): Next {
    if (++this.#redirects > MOST_REDIRECTS) throw new TwimlError(11215, 'Too many redirects');
    return { from: addressIn(document, text, attributes.method), more: {} };
  }
}

/** Verbs that are only heard; those that are not known are skipped with a warning. */
async function sound(verb: Verb, { call, speaker, stopped }: Stage): Promise<void> {
  if (verb.name === 'Say') await speaker.say(verb.text, stopped);
  else if (verb.name === 'Pause') await sleep(pauseMs(verb), undefined, { signal: stopped });
  else if (verb.name !== 'Play')
    notify(call, 1, 12200, `Schema validation warning: ${verb.name} is not known here`);
  else if (!isLoopback(verb.text))
    notify(call, 1, 11200, 'Play: only sound at a loopback address is fetched here');
  else await playSound(verb.text, call, speaker, stopped);
}

/** A sound that cannot be had is passed over. */
async function playSound(url: string, call: Call, speaker: Speaker, stopped: AbortSignal): Promise<void> {
  try {
    await speaker.play(await fetchSound(url, stopped), stopped);
  } catch (error) {
    if (!(error instanceof TwimlError)) throw error;
    notify(call, 0, error.code, error.message);
  }
}

/** Put through, the person talks to somebody of whom nothing is heard here: for a minute, unless `timeLimit` says otherwise. */
async function talkElsewhere({ attributes }: Verb, { stopped }: Stage): Promise<void> {
  const seconds = Number(attributes.timeLimit ?? 60);
  await sleep(Math.min(Math.max(seconds || 0, 1), 14_400) * 1000, undefined, { signal: stopped });
}

/** `<Pause>` waits for a second unless it says otherwise. */
function pauseMs({ attributes }: Verb): number {
  const seconds = Number(attributes.length ?? 1);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), 600) * 1000 : 1000;
}
