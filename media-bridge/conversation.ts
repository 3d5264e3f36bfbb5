import type { Advised, AnsweringWatch } from '../contracts/answering-watch.ts';
import type { AgentMessage } from '../contracts/vendors/elevenlabs.ts';
import type { LiveTurnDoc } from '../platform/models/live-turn.ts';
import type { Counters } from './counters.ts';
import { isSpoken } from './transcode/transcoder.ts';
import { TurnTracker } from './turn-tracker.ts';
import type { TurnWriter } from './turn-writer.ts';

/** The agent's metadata: the first message of its side. */
export type AgentMetadata = Extract<
  AgentMessage,
  { type: 'conversation_initiation_metadata' }
>['conversation_initiation_metadata_event'];

/** Whether the bridge can speak to an agent that is set so. A setting of the agent, which a call cannot override. */
export function speaksOurFormat(metadata: AgentMetadata): boolean {
  return isSpoken(metadata.user_input_audio_format) && isSpoken(metadata.agent_output_audio_format);
}

/** What the agent is told of a machine, once; its own instructions say who it is and why it calls. */
const ADVICE: Record<Advised, string> = {
  screening:
    'A call screening service is asking, not the person. Answer in one sentence with your name and the purpose of ' +
    'this call. Then wait in silence until the person comes on, and greet them.',
  ivr:
    'An automatic menu of keys has answered, not a person, and you cannot press keys. Say in one sentence that you ' +
    'will call again, then end the call. If a person comes on first, talk to them.',
};

/** The vendor's conversation of one call: what is said in it is written down, and who it is said by is watched. */
export class Conversation {
  readonly id: string;
  readonly #tracker: TurnTracker;
  readonly #watch: AnsweringWatch;
  readonly #writer: Pick<TurnWriter, 'add'>;
  readonly #counters: Counters;

  /** @param watch of the whole call: whoever answers another agent is whom the first one met */
  constructor(
    callId: string,
    id: string,
    { turns, watch }: { turns: Pick<TurnWriter, 'add'>; watch: AnsweringWatch },
    counters: Counters,
  ) {
    this.id = id;
    this.#watch = watch;
    this.#tracker = new TurnTracker(callId, id, Date.now());
    this.#writer = turns;
    this.#counters = counters;
  }

  /**
   * Writes down what a message says was said, if anything.
   * @returns what the agent should know before it goes on, when the message shows a machine for the first time
   */
  note(message: AgentMessage): string | undefined {
    this.#write(this.#tracker.recordOf(message, Date.now()));
    const machine = this.#machineIn(message);
    if (!machine) return undefined;
    this.#counters.machinesMet++;
    return ADVICE[machine];
  }

  /** The agent was cut off in what it said last. */
  noteInterruption(): void {
    this.#write(this.#tracker.agentInterrupted());
  }

  #machineIn(message: AgentMessage): Advised | undefined {
    switch (message.type) {
      case 'tentative_user_transcript':
        return this.#watch.hears(message.tentative_user_transcription_event.user_transcript);
      case 'user_transcript':
        return this.#watch.heard(message.user_transcription_event.user_transcript);
      default:
        return undefined;
    }
  }

  #write(turn: LiveTurnDoc | undefined): void {
    if (!turn) return;
    this.#counters.turns++;
    this.#writer.add(turn);
  }
}
