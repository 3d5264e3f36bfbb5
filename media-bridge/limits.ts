/**
 * Every bound of the bridge, in milliseconds or bytes. One object, so that tests can shorten a wait without
 * replacing anything else.
 */
export interface Limits {
  /** Streams at the same time (BRIDGE_MAX_CALLS). */
  calls: number;
  /** Delay of the event loop that nine of ten samples of a second reached: every frame waits so long (BRIDGE_MAX_DELAY_MS). */
  loopDelayMs: number;
  /** A whole request, an upgrade included: it has no body and takes a moment. */
  requestMs: number;
  /** Connections that are no stream yet, all together: each costs a few kB, and none has shown yet who it is. */
  waiting: number;
  /** Of these from one address. A proxy in front is one address, and lets in no more calls than Twilio begins in a moment. */
  waitingOfOneAddress: number;
  /** From the upgrade to Twilio's `start`, which follows at once in life; an idle socket is not kept. */
  startMs: number;
  /** One request for a signed URL; it is tried twice. */
  signedUrlMs: number;
  /** Handshake of the agent's socket. */
  agentHandshakeMs: number;
  /** From `start` to the agent's metadata, all tries together: with what follows, nobody waits for ten seconds in silence. */
  agentReadyMs: number;
  /** From an `error` event or a finished `end_call` to the close that must follow. */
  agentCloseMs: number;
  /** From the loss of the agent in mid-call to another one's metadata; after that another stream may do better. */
  agentResumeMs: number;
  /** An end that nothing may follow waits so long for Temporal to have taken it, since Twilio asks what follows at once. */
  reportMs: number;
  /** From an operator's wish to put the person through to Twilio's end of the stream; later, it was another end. */
  handOverMs: number;
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
  /** The same while another agent takes the place of one that was lost: about as long as that may take. */
  resumeAudioMs: number;
  /** Unsent bytes towards the agent: 64 kB are about 5 s of audio, later than any answer could use. */
  agentUnsentBytes: number;
  /** Unsent bytes towards Twilio: agents speak faster than real time, and 1 MB are about 95 s. */
  twilioUnsentBytes: number;
  /** Twilio holds ten minutes of our audio and drops the rest unheard (warning 31931); we stay below. */
  twilioQueueMs: number;
}

export const LIMITS: Limits = {
  calls: 1_000,
  loopDelayMs: 100,
  requestMs: 10_000,
  waiting: 1_000,
  waitingOfOneAddress: 250,
  startMs: 10_000,
  signedUrlMs: 3_000,
  agentHandshakeMs: 3_000,
  agentReadyMs: 7_000,
  agentCloseMs: 3_000,
  agentResumeMs: 2_000,
  reportMs: 1_500,
  handOverMs: 15_000,
  markAfterMs: 250,
  finalMarkSlackMs: 2_000,
  finalMarkMaxMs: 30_000,
  keyPauseMs: 1_000,
  heartbeatMs: 15_000,
  closeMs: 2_000,
  drainMs: 25_000,
  maxSeconds: 3_600,
  earlyAudioMs: 500,
  resumeAudioMs: 2_000,
  agentUnsentBytes: 64 * 1024,
  twilioUnsentBytes: 1024 * 1024,
  twilioQueueMs: 9 * 60_000,
};

/** Twilio's messages are below 1 kB, `start` with all its parameters below 16 kB. */
export const TWILIO_MAX_PAYLOAD = 64 * 1024;

/** Several minutes of speech in one message; the agent's other messages are far smaller. */
export const AGENT_MAX_PAYLOAD = 4 * 1024 * 1024;
