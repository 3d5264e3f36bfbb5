/**
 * Every bound of the bridge, in milliseconds or bytes. One object, so that tests can shorten a wait without
 * replacing anything else.
 */
export interface Limits {
  /** From the upgrade to Twilio's `start`, which follows at once in life; an idle socket is not kept. */
  startMs: number;
  /** One request for a signed URL; it is tried twice. */
  signedUrlMs: number;
  /** Handshake of the agent's socket. */
  agentHandshakeMs: number;
  /** From `start` to the agent's metadata, all tries together: after that the person has long hung up. */
  agentReadyMs: number;
  /** From an `error` event or a finished `end_call` to the close that must follow. */
  agentCloseMs: number;
  /** A pause in the agent's audio after which a mark asks when it has been played. */
  markAfterMs: number;
  /** What the final mark may take beyond the audio that Twilio still has, for the way there and back. */
  finalMarkSlackMs: number;
  /** The longest farewell that is waited for. */
  finalMarkMaxMs: number;
  /** Keys pressed within this pause of each other reach the agent as one message. */
  keyPauseMs: number;
  /** Each side is pinged this often; one that was silent for a whole interval after it is terminated. */
  heartbeatMs: number;
  /** From our close frame to the peer's; then the connection is cut. */
  closeMs: number;
  /** How long running streams may go on after SIGTERM. */
  drainMs: number;
  /** Length of a call whose parameters name none; the workflow's own limit is shorter. */
  maxSeconds: number;
  /** The person's audio kept while the agent's socket opens: enough for a "hello", too little to lag behind. */
  earlyAudioMs: number;
  /** Unsent bytes towards the agent: 64 kB are about 5 s of audio, later than any answer could use. */
  agentUnsentBytes: number;
  /** Unsent bytes towards Twilio: agents speak faster than real time, and 1 MB are about 95 s. */
  twilioUnsentBytes: number;
  /** Twilio holds ten minutes of our audio and drops the rest unheard (warning 31931); we stay below. */
  twilioQueueMs: number;
}

export const LIMITS: Limits = {
  startMs: 10_000,
  signedUrlMs: 5_000,
  agentHandshakeMs: 5_000,
  agentReadyMs: 15_000,
  agentCloseMs: 3_000,
  markAfterMs: 250,
  finalMarkSlackMs: 2_000,
  finalMarkMaxMs: 30_000,
  keyPauseMs: 1_000,
  heartbeatMs: 15_000,
  closeMs: 2_000,
  drainMs: 25_000,
  maxSeconds: 3_600,
  earlyAudioMs: 500,
  agentUnsentBytes: 64 * 1024,
  twilioUnsentBytes: 1024 * 1024,
  twilioQueueMs: 9 * 60_000,
};

/** Twilio's messages are below 1 kB, `start` with all its parameters below 16 kB. */
export const TWILIO_MAX_PAYLOAD = 64 * 1024;

/** Several minutes of speech in one message; the agent's other messages are far smaller. */
export const AGENT_MAX_PAYLOAD = 4 * 1024 * 1024;
