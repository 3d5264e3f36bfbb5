import type { Timers } from '../timers.ts';
import { notify } from './call.ts';
import type { Next, Stage } from './stage.ts';
import type { Verb } from './twiml.ts';
import { addressIn } from './twiml-document.ts';

const DEFAULT_TIMEOUT_S = 5;
const MOST_TIMEOUT_S = 600;

interface Wanted {
  numDigits: number;
  finishOnKey: string;
  timeoutMs: number;
}

/**
 * `<Gather>`: waits for keys while its nested verbs are heard, the first of which silences them. It is over with `numDigits`
 * keys, with `finishOnKey`, or when nothing is pressed for `timeout`; then its action is asked with `Digits`, or, when there
 * were none, the verb below it is played. Speech is not recognised here.
 */
export async function gather(
  verb: Verb,
  stage: Stage,
  play: (nested: Verb, during: AbortSignal) => Promise<void>,
): Promise<Next> {
  const { attributes } = verb;
  if (attributes.input?.includes('speech'))
    notify(stage.call, 1, 12200, 'Gather: speech is not recognised here');
  const { digits, finishedOn } = await keysPressed(verb, stage, play);
  if (digits === '' && attributes.actionOnEmptyResult !== 'true') return 'go on';
  const { document } = stage;
  const from = addressIn(document, attributes.action ?? document.url ?? '', attributes.method);
  return { from, more: { Digits: digits, ...(finishedOn ? { FinishedOnKey: finishedOn } : {}) } };
}

async function keysPressed(
  { attributes, children }: Verb,
  { line, stopped, context: { timers } }: Stage,
  play: (nested: Verb, during: AbortSignal) => Promise<void>,
): Promise<{ digits: string; finishedOn?: string }> {
  const begun = new AbortController();
  const during = AbortSignal.any([stopped, begun.signal]);
  const keys = new Keys(wantedBy(attributes), timers);
  const stopListening = line.onKeys((key) => {
    if (!begun.signal.aborted) line.playback.clear();
    begun.abort();
    keys.press(key);
  });
  const leave = () => keys.leave();
  stopped.addEventListener('abort', leave, { once: true });
  try {
    await prompt(children, during, play);
    stopped.throwIfAborted();
    keys.wait();
    const pressed = await keys.done;
    stopped.throwIfAborted();
    return pressed;
  } finally {
    stopListening();
    keys.leave();
    stopped.removeEventListener('abort', leave);
  }
}

/** Until the first key. */
async function prompt(
  nested: Verb[],
  during: AbortSignal,
  play: (nested: Verb, during: AbortSignal) => Promise<void>,
): Promise<void> {
  for (const verb of nested) {
    if (during.aborted) return;
    await play(verb, during).catch((error: unknown) => {
      if (!during.aborted) throw error;
    });
  }
}

function wantedBy({ numDigits, finishOnKey = '#', timeout }: Record<string, string>): Wanted {
  const seconds = Number(timeout ?? DEFAULT_TIMEOUT_S);
  const usable =
    Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, MOST_TIMEOUT_S) : DEFAULT_TIMEOUT_S;
  const most = Number(numDigits);
  return {
    numDigits: Number.isInteger(most) && most > 0 ? most : Number.POSITIVE_INFINITY,
    finishOnKey,
    timeoutMs: usable * 1000,
  };
}

/** Keys of one `<Gather>`, and the time that is left for the next. */
class Keys {
  readonly done: Promise<{ digits: string; finishedOn?: string }>;
  readonly #wanted: Wanted;
  readonly #timers: Timers;
  #digits = '';
  #settle: (pressed: { digits: string; finishedOn?: string }) => void = () => {};
  #cancel: () => void = () => {};

  constructor(wanted: Wanted, timers: Timers) {
    this.#wanted = wanted;
    this.#timers = timers;
    this.done = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  press(key: string): void {
    if (this.#wanted.finishOnKey.includes(key)) {
      this.#finish(key);
      return;
    }
    this.#digits += key;
    if (this.#digits.length >= this.#wanted.numDigits) this.#finish();
    else this.wait();
  }

  /** Time for the next key begins anew. */
  wait(): void {
    this.#cancel();
    this.#cancel = this.#timers.after(this.#wanted.timeoutMs, () => this.#finish());
  }

  leave(): void {
    this.#finish();
  }

  #finish(finishedOn?: string): void {
    this.#cancel();
    this.#settle({ digits: this.#digits, finishedOn });
  }
}
