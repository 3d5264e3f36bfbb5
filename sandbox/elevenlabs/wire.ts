import type { WebSocket } from 'ws';
import type { Timers } from '../timers.ts';

const ALWAYS_SENT = new Set(['conversation_initiation_metadata', 'ping', 'error', 'queue_status']);
const CLOSING_MS = 2000;
/** A close frame holds at most 123 bytes of reason. */
const MOST_REASON_BYTES = 123;

/** What no client knows: new fields and event types appear without notice (reference 2.4). */
const UNKNOWN_FIELD = { sandbox_field: { since: 'tomorrow' } };
const UNKNOWN_EVENT = {
  type: 'sandbox_mood',
  sandbox_mood_event: { mood: 'sunny', event_id: 'not a number' },
};

/** The server's end of an agent socket: sends what the agent lists, and closes once. */
export class Wire {
  readonly #socket: WebSocket;
  readonly #listed: ReadonlySet<string>;
  readonly #timers: Timers;
  #isEnding = false;
  #isMute = false;
  #sendsUnknown = false;

  constructor(socket: WebSocket, listed: readonly string[], timers: Timers) {
    this.#socket = socket;
    this.#listed = new Set(listed);
    this.#timers = timers;
  }

  get isEnding(): boolean {
    return this.#isEnding;
  }

  wants(type: string): boolean {
    return this.#listed.has(type);
  }

  emit(type: string, body: Record<string, unknown>): void {
    if (!ALWAYS_SENT.has(type) && !this.wants(type)) return;
    this.#send({ ...(this.#sendsUnknown ? UNKNOWN_FIELD : {}), ...body, type });
    if (this.#sendsUnknown && type === 'ping') this.#send(UNKNOWN_EVENT);
  }

  /** From now on, events and fields that nobody knows are sent, too. */
  sendUnknown(): void {
    this.#sendsUnknown = true;
  }

  /** Stays open and says nothing more. */
  mute(): void {
    this.#isMute = true;
  }

  /** Cut off without a close frame: 1006 on the other side. */
  cut(): void {
    this.#isEnding = true;
    this.#socket.terminate();
  }

  /** False when it is closing already. */
  end(code: number, reason: string): boolean {
    if (this.#isEnding) return false;
    this.#isEnding = true;
    this.#timers.clear();
    this.#timers.after(CLOSING_MS, () => this.#socket.terminate());
    this.#socket.close(code, code === 1000 ? '' : Buffer.from(reason).subarray(0, MOST_REASON_BYTES));
    return true;
  }

  closed(): void {
    this.#isEnding = true;
  }

  #send(message: object): void {
    if (!this.#isEnding && !this.#isMute) this.#socket.send(JSON.stringify(message));
  }
}
