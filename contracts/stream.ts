import type { StreamEndReason } from './call-event.ts';

import type { Turn } from './transcript.ts';

/**
 * What the dialer hands to the media bridge with each call, as `<Parameter>`s of `<Connect><Stream>`.
 * Twilio allows fewer than 500 characters for name and value together.
 */

/** Path of a call's media socket on the bridge; no query, since Twilio allows none there. */
export function streamPath(callId: string, token: string): string {
  return `/streams/${callId}/${token}`;
}

/** Parameters with a fixed meaning. */
export const STREAM_PARAMETERS = {
  agentId: 'agent_id',
  maxSeconds: 'max_seconds',
  /** The key by which a person says that they do not want to be called again; none when left out. */
  optOutKey: 'opt_out_key',
  /** Whom an earlier stream of the call has met in place of a person. */
  met: 'met',
} as const;

/** Parameters that replace a setting of the agent for one call; each has to be allowed in the agent's settings. */
export const OVERRIDE_PARAMETERS = {
  firstMessage: 'override_first_message',
  language: 'override_language',
  prompt: 'override_prompt',
  voiceId: 'override_voice_id',
} as const;

/** Every parameter with this prefix becomes a dynamic variable of the agent, under the name that follows. */
export const VARIABLE_PREFIX = 'var_';

/** Streams that one call may have: the first, and two more where bridge or agent were lost. */
export const MOST_STREAMS = 3;

/** The agent's variable that tells it of an earlier conversation, or of this one before the line broke. */
export const PREVIOUS_CONVERSATION = 'previous_conversation';

/** A parameter's value, with room for its name within Twilio's 500 characters. */
const LONGEST_ACCOUNT = 440;
const BROKEN_OFF =
  'This very call was interrupted a moment ago by a fault of the line. Go on where it broke off, without greeting again. So far:';

/**
 * What an agent is told of a conversation that broke off, so that another can go on with it: the last turns, as many
 * as fit. Undefined when nothing was said.
 */
export function accountOf(turns: readonly Pick<Turn, 'speaker' | 'text'>[]): string | undefined {
  let account = '';
  for (const { speaker, text } of turns.toReversed()) {
    const line = `${speaker === 'agent' ? 'Agent' : 'Person'}: ${text.replace(/[\s\p{Cc}]+/gu, ' ').trim()}`;
    const longer = account === '' ? line : `${line} / ${account}`;
    const room = LONGEST_ACCOUNT - BROKEN_OFF.length - 1;
    if (longer.length > room) {
      // Half of a character that takes two units is none.
      account ||= `…${line.slice(1 - room).replace(/^[\udc00-\udfff]/, '')}`;
      break;
    }
    account = longer;
  }
  return account === '' ? undefined : `${BROKEN_OFF} ${account}`;
}

/** Ends after which nobody is left to talk to, or nothing to say. After any other the person may still be waiting. */
const CLEAN_ENDS: readonly StreamEndReason[] = ['agent_ended', 'contact_left', 'time_limit', 'operator'];

export function isCleanEnd(reason: StreamEndReason): boolean {
  return CLEAN_ENDS.includes(reason);
}
