import type { Context } from '../context.ts';
import { conversationResource } from './conversation-resource.ts';
import type { Conversation, Delivery } from './conversations.ts';
import { postWebhook } from './post-webhook.ts';
import type { StandingFaults } from './standing-faults.ts';
import type { VoiceShelf } from './voice-shelf.ts';
import { postCallSignature } from './webhook-signature.ts';
import type { Webhook, Webhooks } from './webhooks.ts';

/** Reference 4.5: the attempts after the first, each later by up to a tenth. */
const RETRY_DELAYS_MS = [30_000, 120_000, 480_000, 1_800_000];
const JITTER = 0.1;
const MOST_WAITING = 100;
/** A webhook is switched off after so many failures in a row, unless one succeeded within a week. */
const FAILURES_TO_DISABLE = 10;
const WEEK_MS = 7 * 24 * 3_600_000;
/** Older than the 30 minutes that the vendor's own SDK takes. */
const STALE_SECONDS = 31 * 60;
const DOUBLE_AFTER_MS = 50;

interface Letter {
  conversation: Conversation;
  webhook: Webhook;
  type: string;
  body: string;
  /** Large: sent in pieces, without a length. */
  chunked: boolean;
}

/** Posts finished conversations to webhooks, with whatever the standing faults do to the post. */
export class PostOffice {
  readonly #context: Context;
  readonly #faults: StandingFaults;
  readonly #webhooks: Webhooks;
  readonly #shelf: VoiceShelf;

  constructor(context: Context, faults: StandingFaults, webhooks: Webhooks, shelf: VoiceShelf) {
    this.#context = context;
    this.#faults = faults;
    this.#webhooks = webhooks;
    this.#shelf = shelf;
  }

  /** Transcript and audio, in no promised order. */
  send(conversation: Conversation, afterMs: number): void {
    const overrides = conversation.config.platform_settings.workspace_overrides?.webhooks;
    const target = this.#webhooks.targetOf(overrides);
    if (!target) return;
    const { webhook, assignment } = target;
    const events: readonly string[] = assignment.events ?? ['transcript'];
    const { faultKey: key } = conversation;
    const now = Math.floor(Date.now() / 1000);
    const write = (type: string, data: object) => JSON.stringify({ type, event_timestamp: now, data });
    if (events.includes('transcript')) {
      const { transcript, ...rest } = conversationResource(conversation);
      const data = assignment.exclude_transcript ? rest : { ...rest, transcript };
      const type = 'post_call_transcription';
      this.#dispatch({ conversation, webhook, type, body: write(type, data), chunked: false }, afterMs);
    }
    const audio = this.#shelf.find(conversation.id);
    if (audio && (events.includes('audio') || assignment.send_audio)) {
      const type = 'post_call_audio';
      const { agentId: agent_id, id: conversation_id } = conversation;
      const body = write(type, { agent_id, conversation_id, full_audio: audio.toString('base64') });
      const after = this.#faults.drawn('postCall.audio', key, [0, 2 * afterMs]);
      this.#context.timers.after(after, () => {
        void this.#post({ conversation, webhook, type, body, chunked: true }, 'first');
      });
    }
  }

  #dispatch(letter: Letter, afterMs: number): void {
    const { faultKey: key } = letter.conversation;
    const { drop, double, delay, maxDelayMs = 5000, badSignature, stale } = this.#faults.set.postCall ?? {};
    const { timers } = this.#context;
    const strikes = (name: string, share: number | undefined) =>
      this.#faults.strikes(`postCall.${name}`, key, share);
    const late = strikes('delay', delay) ? this.#faults.drawn('postCall.delay', key, [0, maxDelayMs]) : 0;
    // The false copies come around the true one: before it as well as after.
    const aroundMs = () => this.#faults.drawn('postCall.copy', key, [0, 2 * (afterMs + late)]);
    if (strikes('badSignature', badSignature)) timers.after(aroundMs(), () => void this.#forge(letter));
    if (strikes('stale', stale)) timers.after(aroundMs(), () => void this.#sendStale(letter));
    if (strikes('drop', drop)) {
      note(letter, 'dropped', 'withheld');
      return;
    }
    timers.after(afterMs + late, () => void this.#try(letter, 0));
    if (strikes('double', double)) {
      timers.after(afterMs + late + DOUBLE_AFTER_MS, () => void this.#post(letter, 'double'));
    }
  }

  /** @param attempt 0 is the first */
  async #try(letter: Letter, attempt: number): Promise<void> {
    const { webhook, conversation } = letter;
    const result = await this.#post(letter, attempt === 0 ? 'first' : 'retry');
    conversation.notes.webhook = result;
    this.#keepScore(webhook, result);
    const { retryDelaysMs = RETRY_DELAYS_MS } = this.#faults.set.postCall ?? {};
    const delay = retryDelaysMs[attempt];
    if (!webhook.retryEnabled || delay === undefined || !mayRetry(result)) return;
    if (webhook.retriesWaiting >= MOST_WAITING) return;
    webhook.retriesWaiting++;
    const jitter = this.#faults.drawn(`postCall.retry.${attempt}`, conversation.faultKey, [
      0,
      Math.floor(delay * JITTER),
    ]);
    this.#context.timers.after(delay + jitter, () => {
      webhook.retriesWaiting--;
      if (!webhook.isDisabled && !webhook.isAutoDisabled) void this.#try(letter, attempt + 1);
    });
  }

  #keepScore(webhook: Webhook, result: Delivery['result']): void {
    const now = Date.now();
    if (result === 200) {
      webhook.failuresInARow = 0;
      webhook.lastSuccessAt = now;
      return;
    }
    webhook.failuresInARow++;
    webhook.lastFailure = { code: typeof result === 'number' ? result : null, at: now };
    const succeededLately = webhook.lastSuccessAt !== null && now - webhook.lastSuccessAt < WEEK_MS;
    if (!this.#faults.set.postCall?.autoDisable || succeededLately) return;
    if (webhook.failuresInARow >= FAILURES_TO_DISABLE) webhook.isAutoDisabled = true;
  }

  async #post(letter: Letter, kind: Delivery['kind']): Promise<Delivery['result']> {
    const now = Math.floor(Date.now() / 1000);
    return this.#deliver(letter, kind, postCallSignature(letter.webhook.secret, now, letter.body));
  }

  /** Somebody else's post: other content, and a signature made with another secret. */
  async #forge(letter: Letter): Promise<void> {
    const now = Math.floor(Date.now() / 1000);
    const body = forgeryOf(letter.body);
    const signature = postCallSignature('wsec_of_somebody_else', now, body);
    this.#judge('badSignature', await this.#deliver({ ...letter, body }, 'forged', signature));
  }

  /** An old message sent again: rightly signed, long ago. */
  async #sendStale(letter: Letter): Promise<void> {
    const then = Math.floor(Date.now() / 1000) - STALE_SECONDS;
    const signature = postCallSignature(letter.webhook.secret, then, letter.body);
    this.#judge('stale', await this.#deliver(letter, 'stale', signature));
  }

  #judge(name: 'badSignature' | 'stale', result: Delivery['result']): void {
    if (typeof result !== 'number') this.#faults.note(`postCall.${name}: no answer`);
    else this.#faults.note(`postCall.${name}: ${result >= 400 && result < 500 ? 'refused' : 'not refused'}`);
  }

  async #deliver(letter: Letter, kind: Delivery['kind'], signature: string): Promise<Delivery['result']> {
    const { webhook, body, chunked } = letter;
    const result = await postWebhook(webhook, body, signature, chunked, this.#context.closing);
    note(letter, kind, result);
    return result;
  }
}

/** The same conversation, with other words in it. */
function forgeryOf(body: string): string {
  const envelope = JSON.parse(body);
  const transcript = [
    { role: 'user', message: 'FORGED', time_in_call_secs: 0, tool_calls: [], tool_results: [] },
  ];
  return JSON.stringify({ ...envelope, data: { ...envelope.data, transcript } });
}

function note({ conversation, type }: Letter, kind: Delivery['kind'], result: Delivery['result']): void {
  conversation.deliveries.push({ type, kind, at: Date.now(), result });
}

function mayRetry(result: Delivery['result']): boolean {
  return typeof result !== 'number' || result >= 500 || result === 429 || result === 408;
}
