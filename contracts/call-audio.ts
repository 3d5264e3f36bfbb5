import { z } from 'zod';

const ms = z.number().min(0).optional();
const frames = z.number().int().min(0);

/**
 * How a call sounded, as its bridge measured it, in milliseconds; what was never measured is left out. Quantiles are upper
 * bounds (media-bridge/measure.ts). Of several streams each number is that of the worst.
 */
export const callAudioSchema = z.object({
  /** What the bridge added to audio on its way, both directions. */
  addedP50Ms: ms,
  addedP99Ms: ms,
  /** From the person's last sound to the agent's answer, the median of the call's answers. */
  replyMs: ms,
  /** From the agent's noticing that it was interrupted to Twilio being told to be quiet, the longest. */
  bargeInMs: ms,
  /** By how much the echo of a mark came after its audio must have been played, the median. */
  markTripMs: ms,
  /** Messages of audio that were not passed on, either way: too early, or the other side did not take them. */
  droppedFrames: frames,
  /** Those of the agent that came after it was interrupted. */
  lateFrames: frames,
});
export type CallAudio = z.infer<typeof callAudioSchema>;
