import type { Speaker } from '../contracts/transcript.ts';
import type { AgentMessage } from '../contracts/vendors/elevenlabs.ts';
import type { LiveTurnDoc } from '../platform/models/live-turn.ts';

/** Beyond this a "turn" is no speech; the record of it is cut, the conversation is not. */
const LONGEST_TEXT = 10_000;

/** A turn that was cut off before its first word. The record needs a text. */
const NOTHING_HEARD = '…';

/**
 * Makes the records of what is said, in order. A record is written again, under the same id, when it turns out that
 * the agent was cut off: `agent_response` is what the agent plans to say, a correction is what it said of it.
 */
export class TurnTracker {
  readonly #callId: string;
  readonly #conversationId: string;
  readonly #startedAt: number;
  #count = 0;
  #lastOfAgent: LiveTurnDoc | undefined;

  /** @param startedAt start of the conversation, epoch milliseconds */
  constructor(callId: string, conversationId: string, startedAt: number) {
    this.#callId = callId;
    this.#conversationId = conversationId;
    this.#startedAt = startedAt;
  }

  /** The record to be written for a message of the agent; undefined when it tells nothing that was said. */
  recordOf(message: AgentMessage, now: number): LiveTurnDoc | undefined {
    switch (message.type) {
      case 'user_transcript':
        return this.#make('contact', message.user_transcription_event.user_transcript, now);
      case 'agent_response':
        return this.#agentSaid(message.agent_response_event.agent_response, now);
      case 'agent_response_correction': {
        const event = message.agent_response_correction_event;
        return this.#agentCorrected(event.original_agent_response, event.corrected_agent_response);
      }
      default:
        return undefined;
    }
  }

  /** The agent's last turn, now known to be cut off; undefined when there is none or it is recorded so already. */
  agentInterrupted(): LiveTurnDoc | undefined {
    const last = this.#lastOfAgent;
    if (!last || last.interrupted) return undefined;
    return this.#replaceLast({ ...last, interrupted: true });
  }

  #agentSaid(text: string, now: number): LiveTurnDoc | undefined {
    const turn = this.#make('agent', text, now);
    if (turn) this.#lastOfAgent = turn;
    return turn;
  }

  /** Nothing when the correction means another text than the agent's last. */
  #agentCorrected(original: string, corrected: string): LiveTurnDoc | undefined {
    const last = this.#lastOfAgent;
    if (!last || last.text !== original.trim().slice(0, LONGEST_TEXT)) return undefined;
    const text = corrected.trim().slice(0, LONGEST_TEXT) || NOTHING_HEARD;
    return this.#replaceLast({ ...last, text, interrupted: true });
  }

  #replaceLast(turn: LiveTurnDoc): LiveTurnDoc {
    this.#lastOfAgent = turn;
    return turn;
  }

  #make(speaker: Speaker, said: string, now: number): LiveTurnDoc | undefined {
    const text = said.trim().slice(0, LONGEST_TEXT);
    if (text === '') return undefined;
    this.#count++;
    return {
      _id: `${this.#callId}:${this.#conversationId}:${String(this.#count).padStart(6, '0')}`,
      callId: this.#callId,
      conversationId: this.#conversationId,
      speaker,
      text,
      atSeconds: Math.max(0, (now - this.#startedAt) / 1000),
      interrupted: false,
      at: new Date(now),
      schemaVersion: 1,
    };
  }
}
