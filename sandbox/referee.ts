import { forgetOldest, SlidingSecond, tally } from './counting.ts';
import type { HeardNotes, MessageNotes, StreamNotes } from './line-notes.ts';

/**
 * What was really seen here, whatever the other side believes. Fault tests ask it whether anybody was rung twice.
 * It holds numbers and must not be logged.
 */
export interface CallNotes {
  sid: string;
  to: string;
  from: string;
  ending: string;
  statusCallback: string | null;
  direction: 'outbound-api' | 'inbound';
  status: string;
  /** Epoch milliseconds. */
  createdAt: number;
  initiatedAt?: number;
  ringingAt?: number;
  answeredAt?: number;
  endedAt?: number;
  endedBy?: string;
  /** How long it waited in the account's queue, milliseconds. */
  queuedMs?: number;
  /** It was canceled before it was dialed: nobody was rung, and no callback was sent. */
  canceledInQueue?: boolean;
  /** As REST will show it some time after the end; null when nobody answered. */
  price?: string | null;
  callbacks: CallbackNotes[];
  /** Copies with other content and a false signature. */
  forgeries: CallbackNotes[];
  /** What `<Say>` told the person, word by word as far as it was played. */
  heard: HeardNotes[];
  /** What a machine has recorded after its beep. */
  message?: MessageNotes;
  /** Keys that the person pressed. */
  pressed: string;
  /** The last of them. */
  pressedAt?: number;
  streams: StreamNotes[];
  recording?: { sid: string; status: string; seconds: number };
}

export interface CallbackNotes {
  /** `status:ringing`, `amd`, `recording:completed`, `stream:stream-started`, … */
  event: string;
  at: number;
  /** HTTP status of the last attempt, a fault (`ct`, `rt`), or `withheld` where the scenario lost it. */
  result: number | string;
  attempts: number;
}

export interface ConversationNotes {
  id: string;
  agentId: string;
  userId: string | null;
  startedAt: number;
  endedAt?: number;
  closeCode?: number;
  userTurns: number;
  agentTurns: number;
  interruptions: number;
  webhook?: number | string;
}

export interface Refusal {
  at: number;
  to: string | null;
  status: number;
  code: number;
}

type CallBegun = Pick<CallNotes, 'sid' | 'to' | 'from' | 'ending' | 'statusCallback'>;

/** Older notes are forgotten; the counts are not. */
const KEPT = 20_000;

export class Referee {
  #calls = new Map<string, CallNotes>();
  #conversations = new Map<string, ConversationNotes>();
  #refusals: Refusal[] = [];
  #createsByCallback = new Map<string, number>();
  #upByNumber = new Map<string, number>();
  #callsUp = 0;
  #counts = freshCounts();
  #creates = new SlidingSecond();
  #dials = new SlidingSecond();

  created(call: CallBegun): CallNotes {
    const notes = this.#begin(call, 'outbound-api');
    this.#counts.createsAccepted++;
    this.#creates.add(notes.createdAt);
    this.#noteDouble(call.statusCallback);
    return notes;
  }

  /** A person calls the account's number. */
  called(call: CallBegun): CallNotes {
    const notes = this.#begin(call, 'inbound');
    this.#counts.inboundCalls++;
    this.#nowUp(notes);
    return notes;
  }

  #begin(call: CallBegun, direction: CallNotes['direction']): CallNotes {
    const notes: CallNotes = {
      ...call,
      direction,
      status: 'queued',
      createdAt: Date.now(),
      callbacks: [],
      forgeries: [],
      heard: [],
      pressed: '',
      streams: [],
    };
    this.#calls.set(call.sid, notes);
    forgetOldest(this.#calls, KEPT);
    return notes;
  }

  /** What a forged callback was answered; 403 is the only right answer. */
  forged(notes: CallNotes, forgery: CallbackNotes): void {
    notes.forgeries.push(forgery);
    this.#counts.forgeries++;
    if (forgery.result !== 403) this.#counts.forgeriesTaken++;
  }

  refused(refusal: Omit<Refusal, 'at'>): void {
    this.#refusals.push({ at: Date.now(), ...refusal });
    if (this.#refusals.length > KEPT) this.#refusals.shift();
    this.#counts.createsRefused++;
  }

  dialed(notes: CallNotes): void {
    const now = Date.now();
    notes.queuedMs = now - notes.createdAt;
    this.#dials.add(now);
    this.#nowUp(notes);
  }

  #nowUp(notes: CallNotes): void {
    notes.initiatedAt = Date.now();
    this.#callsUp++;
    this.#counts.maxCallsUp = Math.max(this.#counts.maxCallsUp, this.#callsUp);
    const person = personIn(notes);
    const upThere = (this.#upByNumber.get(person) ?? 0) + 1;
    this.#upByNumber.set(person, upThere);
    if (upThere > 1) this.#counts.overlappingCalls++;
  }

  ended(notes: CallNotes, status: string, by: string): void {
    notes.status = status;
    notes.endedAt = Date.now();
    notes.endedBy = by;
    if (notes.initiatedAt === undefined) return;
    // A reset while calls are up starts counting anew.
    this.#callsUp = Math.max(0, this.#callsUp - 1);
    const person = personIn(notes);
    const upThere = (this.#upByNumber.get(person) ?? 1) - 1;
    if (upThere > 0) this.#upByNumber.set(person, upThere);
    else this.#upByNumber.delete(person);
  }

  conversed(begun: Pick<ConversationNotes, 'id' | 'agentId'>): ConversationNotes {
    const notes: ConversationNotes = {
      ...begun,
      userId: null,
      startedAt: Date.now(),
      userTurns: 0,
      agentTurns: 0,
      interruptions: 0,
    };
    this.#conversations.set(begun.id, notes);
    forgetOldest(this.#conversations, KEPT);
    return notes;
  }

  get callsUp(): number {
    return this.#callsUp;
  }

  reset(): void {
    this.#calls.clear();
    this.#conversations.clear();
    this.#createsByCallback.clear();
    this.#refusals = [];
    this.#counts = freshCounts();
    this.#creates = new SlidingSecond();
    this.#dials = new SlidingSecond();
  }

  report() {
    const calls = [...this.#calls.values()];
    return {
      ...this.#counts,
      callsUp: this.#callsUp,
      maxStartsPerSecond: this.#creates.most,
      maxDialsPerSecond: this.#dials.most,
      byStatus: tally(calls.map((call) => call.status)),
      byEnding: tally(calls.map((call) => call.ending)),
      answered: calls.filter((call) => call.answeredAt !== undefined).length,
      recordings: calls.filter((call) => call.recording?.status === 'completed').length,
      calls,
      refusals: this.#refusals,
      conversations: [...this.#conversations.values()],
    };
  }

  /** Two accepted creates that report to the same address were meant to be one call. */
  #noteDouble(statusCallback: string | null): void {
    if (statusCallback === null) return;
    const creates = (this.#createsByCallback.get(statusCallback) ?? 0) + 1;
    this.#createsByCallback.set(statusCallback, creates);
    forgetOldest(this.#createsByCallback, KEPT);
    if (creates > 1) this.#counts.doubledCreates++;
  }
}

export type RefereeReport = ReturnType<Referee['report']>;

function freshCounts() {
  return {
    createsAccepted: 0,
    createsRefused: 0,
    doubledCreates: 0,
    overlappingCalls: 0,
    maxCallsUp: 0,
    inboundCalls: 0,
    forgeries: 0,
    forgeriesTaken: 0,
  };
}

function personIn({ direction, from, to }: CallNotes): string {
  return direction === 'inbound' ? from : to;
}
