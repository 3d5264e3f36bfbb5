import type { StreamEndReason } from '../contracts/call-event.ts';
import { isCleanEnd } from '../contracts/stream.ts';

/** Close codes that ElevenLabs gives when it has no free place (documentation, and their own test server). */
const NO_PLACE = [4300, 3008];

const POLICY_VIOLATION = 1008;

/** How the agent's socket ended. */
export interface AgentClose {
  code: number;
  /** Its metadata had arrived. */
  ready: boolean;
  /** `error_type` of the last `error` event, which comes just before a close. */
  errorType: string | undefined;
  /** What went wrong on our side of the socket, such as a refused handshake; for the log. */
  fault?: string | undefined;
}

/**
 * Why the stream ends when the agent's socket has closed. There is no "conversation ended" event: an agent that hangs
 * up closes with 1000, and so does one whose longest duration is reached.
 */
export function agentEndReason({ code, ready, errorType }: AgentClose): StreamEndReason {
  if (!ready || NO_PLACE.includes(code)) return 'agent_unreachable';
  if (errorType === 'max_duration_exceeded') return 'time_limit';
  return code === 1000 ? 'agent_ended' : 'agent_error';
}

/**
 * Whether another socket may be tried: only before the agent was there, so before the person heard anything, and never
 * after 1008, which a second try would meet again.
 */
export function mayReopen({ code, ready }: AgentClose): boolean {
  return !ready && code !== POLICY_VIOLATION && !NO_PLACE.includes(code);
}

/**
 * Whether another agent may take the place of one that was lost in mid-call. What was ended on purpose, refused or has
 * no place would meet the same end.
 */
export function mayResume(close: AgentClose): boolean {
  return agentEndReason(close) === 'agent_error' && close.code !== POLICY_VIOLATION;
}

/**
 * Why the stream ends when Twilio's socket has closed without `stop`. With a close frame the call is over, which is the
 * person hanging up as far as the bridge can see; a connection that vanishes is a fault.
 */
export function twilioEndReason(code: number): StreamEndReason {
  const NO_CLOSE_FRAME = 1006;
  return code === NO_CLOSE_FRAME ? 'protocol_error' : 'contact_left';
}

/**
 * Whether the end of our side makes Twilio ask what comes next where nothing may, so that it has to be known by then: the
 * clean ends, but for the person's own, and that no agent can be had.
 */
export function isFollowedByQuestion(reason: StreamEndReason): boolean {
  return reason === 'agent_unreachable' || (isCleanEnd(reason) && reason !== 'contact_left');
}
