/**
 * Where vendors post to us, below SERVER_URL. The call id is part of every address given to Twilio, so that a callback
 * binds its CallSid to the call even when the answer to our own request was lost.
 */
export const WEBHOOK_PATHS = {
  status: (callId: string) => `/webhooks/twilio/status/${callId}`,
  amd: (callId: string) => `/webhooks/twilio/amd/${callId}`,
  recording: (callId: string) => `/webhooks/twilio/recording/${callId}`,
  stream: (callId: string) => `/webhooks/twilio/stream/${callId}`,
  /** What comes after a stream of a call that is still up; streams are counted from 1. */
  continue: (callId: string, stream: number | string) => `/webhooks/twilio/continue/${callId}/${stream}`,
  /** Of our numbers: where Twilio asks what to do with a call that comes in, and reports its end. */
  inbound: '/webhooks/twilio/inbound',
  inboundStatus: '/webhooks/twilio/inbound/status',
  /** The key that somebody who called us has pressed. */
  inboundKey: (callId: string) => `/webhooks/twilio/inbound/${callId}/key`,
  elevenlabs: '/webhooks/elevenlabs',
} as const;

/**
 * Asks Twilio to try a callback again, which it does not by default (connection overrides, a URL fragment that is
 * neither sent nor signed): three times on any fault, within its ceiling of 15 s.
 */
export const RETRY_FRAGMENT = '#rc=3&rp=all&ct=2000&rt=4000';
