import type { Random } from '../random.ts';
import type { Timers } from '../timers.ts';
import type { AgentConfig, HangUpTool } from './agent-settings.ts';
import type { Conversation } from './conversations.ts';
import type { Reply } from './replies.ts';
import type { Alignment } from './speech.ts';

/** What a dialogue needs of the session around it. */
export interface Stage {
  conversation: Conversation;
  config: AgentConfig;
  timers: Timers;
  random: Random;
  /** Whether each piece of audio has an id of its own; the vendor promises neither. */
  growingEventIds: boolean;
  /** Sends an event, if the agent's `client_events` have it. */
  emit(type: string, body: Record<string, unknown>): void;
  wants(type: string): boolean;
  sendAudio(mulaw: Buffer, eventId: number, alignment: Alignment): void;
  /** What was on its way when the agent was interrupted; nobody should hear it. */
  sendLateAudio(mulaw: Buffer, eventId: number): void;
  /** What was sent and not yet played is not to be played any more. */
  stopAudio(): void;
  /** Resolves when the client tools of a reply have answered or timed out. */
  callTools(purpose: Reply['calls'], said: string, eventId: number): Promise<void>;
  /** Ends the conversation by a system tool, if the agent has it. */
  hangUp(tool: HangUpTool, eventId: number): void;
  /** Ends it because the person has been silent for so long. */
  endForSilence(seconds: number): void;
}

/** What the agent says when it begins, to a service that asks who calls, and to a machine. */
export interface Lines {
  opening: string;
  introduction: string;
  /** To a machine, before it hangs up by `voicemail_detection`. */
  voicemail: string;
}
