import type { WebSocket } from 'ws';
import type { Random } from '../random.ts';
import type { ClientTool } from './agent-settings.ts';
import type { Agent } from './agents.ts';
import type { Conversation } from './conversations.ts';
import type { Places } from './places.ts';
import type { SocketPlan } from './socket-plan.ts';
import type { VoiceRecording } from './voice-recording.ts';

/** What a session is given. */
export interface SessionSetup {
  socket: WebSocket;
  agent: Agent;
  conversation: Conversation;
  tools: readonly ClientTool[];
  random: Random;
  places: Places;
  /** Asked once, when the client has said who it is. */
  plan(conversation: Conversation): SocketPlan;
  /** 4300 and 3008 are both described. */
  queueTimeoutCode(): 4300 | 3008;
  onEnd(recording: VoiceRecording | undefined): void;
}
