import type { AgentMessage } from '../contracts/vendors/elevenlabs.ts';
import type { LiveTurnDoc } from '../platform/models/live-turn.ts';
import type { CallReporter } from './call-reporter.ts';
import type { Counters } from './counters.ts';
import { TurnTracker } from './turn-tracker.ts';
import type { TurnWriter } from './turn-writer.ts';

/** The agent's metadata: the first message of its side. */
export type AgentMetadata = Extract<
  AgentMessage,
  { type: 'conversation_initiation_metadata' }
>['conversation_initiation_metadata_event'];

/** What both vendors speak unconverted. A setting of the agent, which a call cannot override. */
export const AUDIO_FORMAT = 'ulaw_8000';

export function speaksOurFormat(metadata: AgentMetadata): boolean {
  return (
    metadata.user_input_audio_format === AUDIO_FORMAT && metadata.agent_output_audio_format === AUDIO_FORMAT
  );
}

/** The vendor's conversation of one call: reported when it begins, and what is said in it written down. */
export class Conversation {
  readonly id: string;
  readonly #tracker: TurnTracker;
  readonly #writer: TurnWriter;
  readonly #counters: Counters;

  constructor(
    callId: string,
    id: string,
    outlets: { turns: TurnWriter; reporter: CallReporter },
    counters: Counters,
  ) {
    const at = Date.now();
    this.id = id;
    this.#tracker = new TurnTracker(callId, id, at);
    this.#writer = outlets.turns;
    this.#counters = counters;
    outlets.reporter.report(callId, { kind: 'stream_started', conversationId: id, at });
  }

  /** Writes down what a message says was said, if anything. */
  note(message: AgentMessage): void {
    this.#write(this.#tracker.recordOf(message, Date.now()));
  }

  /** The agent was cut off in what it said last. */
  noteInterruption(): void {
    this.#write(this.#tracker.agentInterrupted());
  }

  #write(turn: LiveTurnDoc | undefined): void {
    if (!turn) return;
    this.#counters.turns++;
    this.#writer.add(turn);
  }
}
