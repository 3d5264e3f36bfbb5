import { AnsweringWatch } from '../contracts/answering-watch.ts';
import type { Met } from '../contracts/call-event.ts';
import { accountOf } from '../contracts/stream.ts';
import type { AgentMessage } from '../contracts/vendors/elevenlabs.ts';
import type { LiveTurnDoc } from '../platform/models/live-turn.ts';
import { Conversation } from './conversation.ts';
import type { Counters } from './counters.ts';
import type { TurnWriter } from './turn-writer.ts';

/** More turns than an agent can be told of. */
const MOST_TURNS = 12;

/** The conversations of one stream: one, and another for each time the agent was lost and begun anew. */
export class Conversations {
  /** In order; empty before the agent's first metadata. */
  readonly ids: string[] = [];
  readonly #callId: string;
  readonly #writer: TurnWriter;
  readonly #counters: Counters;
  /** The latest turns by id, each as it was written last. */
  readonly #latest = new Map<string, LiveTurnDoc>();
  #watch = new AnsweringWatch();
  #current: Conversation | undefined;

  constructor(callId: string, { turns }: { turns: TurnWriter }, counters: Counters) {
    this.#callId = callId;
    this.#writer = turns;
    this.#counters = counters;
  }

  /** Whom the agent spoke to in place of a person; undefined when a person came on, or there never was a machine. */
  get met(): Met | undefined {
    return this.#watch.met;
  }

  /** Another stream of this call has met a machine before: it was lost, and this one goes on. */
  goOnFrom(met: Met | undefined): void {
    this.#watch = new AnsweringWatch(met);
  }

  /** What the next agent is told of what was said; undefined when nothing was. */
  get account(): string | undefined {
    return accountOf([...this.#latest.values()]);
  }

  begin(id: string): void {
    this.ids.push(id);
    const deps = { turns: { add: this.#add }, watch: this.#watch };
    this.#current = new Conversation(this.#callId, id, deps, this.#counters);
  }

  /** @returns what the agent should know before it goes on, if anything */
  note(message: AgentMessage): string | undefined {
    return this.#current?.note(message);
  }

  /** The agent was cut off in what it said last. */
  noteInterruption(): void {
    this.#current?.noteInterruption();
  }

  #add = (turn: LiveTurnDoc): void => {
    this.#writer.add(turn);
    this.#latest.set(turn._id, turn);
    for (const id of this.#latest.keys()) {
      if (this.#latest.size <= MOST_TURNS) return;
      this.#latest.delete(id);
    }
  };
}
