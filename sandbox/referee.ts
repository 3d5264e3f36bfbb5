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
  status: string;
  /** Epoch milliseconds. */
  createdAt: number;
  initiatedAt?: number;
  ringingAt?: number;
  answeredAt?: number;
  endedAt?: number;
  endedBy?: string;
  callbacks: CallbackNotes[];
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

export interface StreamNotes {
  sid: string;
  framesSent: number;
  framesDropped: number;
  /** Media messages, and what they came to in milliseconds of sound. */
  mediaReceived: number;
  msReceived: number;
  marksReceived: number;
  clearsReceived: number;
  warnings: number[];
  closeCode?: number;
  error?: number;
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

/** Older notes are forgotten; the counts are not. */
const KEPT = 20_000;
const SECOND = 1000;

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

  created(call: Pick<CallNotes, 'sid' | 'to' | 'from' | 'ending' | 'statusCallback'>): CallNotes {
    const notes: CallNotes = { ...call, status: 'queued', createdAt: Date.now(), callbacks: [], streams: [] };
    this.#calls.set(call.sid, notes);
    forgetOldest(this.#calls);
    this.#counts.createsAccepted++;
    this.#creates.add(notes.createdAt);
    this.#noteDouble(call.statusCallback);
    return notes;
  }

  refused(refusal: Omit<Refusal, 'at'>): void {
    this.#refusals.push({ at: Date.now(), ...refusal });
    if (this.#refusals.length > KEPT) this.#refusals.shift();
    this.#counts.createsRefused++;
  }

  dialed(notes: CallNotes): void {
    notes.initiatedAt = Date.now();
    this.#dials.add(notes.initiatedAt);
    this.#callsUp++;
    this.#counts.maxCallsUp = Math.max(this.#counts.maxCallsUp, this.#callsUp);
    const upThere = (this.#upByNumber.get(notes.to) ?? 0) + 1;
    this.#upByNumber.set(notes.to, upThere);
    if (upThere > 1) this.#counts.overlappingCalls++;
  }

  ended(notes: CallNotes, status: string, by: string): void {
    notes.status = status;
    notes.endedAt = Date.now();
    notes.endedBy = by;
    if (notes.initiatedAt === undefined) return;
    // A reset while calls are up starts counting anew.
    this.#callsUp = Math.max(0, this.#callsUp - 1);
    const upThere = (this.#upByNumber.get(notes.to) ?? 1) - 1;
    if (upThere > 0) this.#upByNumber.set(notes.to, upThere);
    else this.#upByNumber.delete(notes.to);
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
    forgetOldest(this.#conversations);
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
    forgetOldest(this.#createsByCallback);
    if (creates > 1) this.#counts.doubledCreates++;
  }
}

export type RefereeReport = ReturnType<Referee['report']>;

function freshCounts() {
  return { createsAccepted: 0, createsRefused: 0, doubledCreates: 0, overlappingCalls: 0, maxCallsUp: 0 };
}

function forgetOldest(map: Map<string, unknown>): void {
  const oldest = map.keys().next();
  if (map.size > KEPT && !oldest.done) map.delete(oldest.value);
}

function tally(words: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

/** The most events in any span of one second. */
class SlidingSecond {
  #recent: number[] = [];
  most = 0;

  add(at: number): void {
    this.#recent = this.#recent.filter((earlier) => at - earlier < SECOND);
    this.#recent.push(at);
    this.most = Math.max(this.most, this.#recent.length);
  }
}
