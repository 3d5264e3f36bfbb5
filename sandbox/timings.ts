/**
 * How long things take, in milliseconds, as ranges from which each call draws by its seed. `REALISTIC` keeps to
 * §7.2 of the Twilio reference; `BRISK`, the default, is as short as it can be and still be watched.
 */
export type Range = readonly [min: number, max: number];

export interface Timings {
  /** From a create or update to its answer. */
  answerRequest: Range;
  /** The answer to a create that is held back on purpose. */
  answerLate: Range;
  dialToRinging: Range;
  /** How long a person lets it ring; machines wait longer. */
  ringToAnswer: Range;
  ringToMachine: Range;
  dialToBusy: Range;
  dialToFailed: Range;
  ringToRejected: Range;
  /** The longest that a call rings unanswered, whatever its Timeout: "impatient ringing". */
  longestRing: number;
  /** How much longer than asked a slow network lets it ring. */
  extraRing: number;
  /** A call waits no longer than this for its turn to be dialed. */
  longestQueued: number;
  answerToStream: Range;
  verdictOnPerson: Range;
  verdictOnMachine: Range;
  /** Until the network loses a call, before or after machine detection has decided. */
  answerToLoss: Range;
  answerToBreak: Range;
  /** From the end of a call until its recording can be fetched. */
  endToRecording: Range;
  /** Until a call's price is known. */
  endToPrice: number;
  /** Until Voice Insights have a call's summary, partial and complete. */
  endToPartialSummary: number;
  endToCompleteSummary: number;
  /** ElevenLabs: from the socket's end to `processing`'s end, and from there to the webhook. */
  processing: Range;
  doneToWebhook: Range;
}

export const BRISK: Timings = {
  answerRequest: [10, 60],
  answerLate: [12_000, 14_000],
  dialToRinging: [80, 300],
  ringToAnswer: [500, 1800],
  ringToMachine: [1200, 2200],
  dialToBusy: [800, 1800],
  dialToFailed: [300, 900],
  ringToRejected: [700, 1500],
  longestRing: 3500,
  extraRing: 5000,
  longestQueued: 86_400_000,
  answerToStream: [40, 120],
  verdictOnPerson: [900, 1800],
  verdictOnMachine: [1500, 2500],
  answerToLoss: [500, 700],
  answerToBreak: [3000, 4000],
  endToRecording: [600, 1500],
  endToPrice: 2000,
  endToPartialSummary: 2000,
  endToCompleteSummary: 5000,
  processing: [400, 1000],
  doneToWebhook: [100, 500],
};

export const REALISTIC: Timings = {
  answerRequest: [150, 400],
  answerLate: [12_000, 35_000],
  dialToRinging: [500, 2500],
  ringToAnswer: [4000, 12_000],
  ringToMachine: [15_000, 30_000],
  dialToBusy: [1000, 4000],
  dialToFailed: [1000, 2000],
  ringToRejected: [2000, 6000],
  longestRing: Number.POSITIVE_INFINITY,
  extraRing: 5000,
  longestQueued: 86_400_000,
  answerToStream: [200, 800],
  verdictOnPerson: [2500, 6000],
  verdictOnMachine: [3000, 5000],
  answerToLoss: [1000, 2000],
  answerToBreak: [8000, 30_000],
  endToRecording: [2000, 60_000],
  endToPrice: 120_000,
  endToPartialSummary: 600_000,
  endToCompleteSummary: 1_800_000,
  processing: [2000, 20_000],
  doneToWebhook: [500, 3000],
};
