/**
 * Where vendors post to us, below SERVER_URL. The call id is part of every address given to Twilio, so that a callback
 * binds its CallSid to the call even when the answer to our own request was lost.
 */
export const WEBHOOK_PATHS = {
  status: (callId: string) => `/webhooks/twilio/status/${callId}`,
  amd: (callId: string) => `/webhooks/twilio/amd/${callId}`,
  recording: (callId: string) => `/webhooks/twilio/recording/${callId}`,
  stream: (callId: string) => `/webhooks/twilio/stream/${callId}`,
  elevenlabs: '/webhooks/elevenlabs',
} as const;

/**
 * Asks Twilio to try a callback again, which it does not by default (connection overrides, a URL fragment that is
 * neither sent nor signed): three times on any fault, within its ceiling of 15 s.
 */
export const RETRY_FRAGMENT = '#rc=3&rp=all&ct=2000&rt=4000';
