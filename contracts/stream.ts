/**
 * What the dialer hands to the media bridge with each call, as `<Parameter>`s of `<Connect><Stream>`.
 * Twilio allows fewer than 500 characters for name and value together.
 */

/** Path of a call's media socket on the bridge; no query, since Twilio allows none there. */
export function streamPath(callId: string, token: string): string {
  return `/streams/${callId}/${token}`;
}

/** Parameters with a fixed meaning. */
export const STREAM_PARAMETERS = { agentId: 'agent_id', maxSeconds: 'max_seconds' } as const;

/** Every parameter with this prefix becomes a dynamic variable of the agent, under the name that follows. */
export const VARIABLE_PREFIX = 'var_';
