import { askTwilio } from './ask-twilio.ts';
import type { Dependencies } from './dependencies.ts';
import { endCalls } from './end-calls.ts';
import { fetchRecording } from './fetch-recording.ts';
import { fetchTranscript, keepLiveTurns } from './fetch-transcript.ts';
import { findCall } from './find-call.ts';
import { hangUp } from './hang-up.ts';
import { placeCall } from './place-call.ts';
import { pumpCampaign } from './pump-campaign.ts';
import { deferCall, recordCall } from './record-call.ts';
import { recordCampaign } from './record-campaign.ts';
import { sweepLines } from './sweep-lines.ts';

/** A function with its first argument given. */
type Given<F> = F extends (deps: Dependencies, ...rest: infer R) => infer T ? (...rest: R) => T : never;

function give<F extends (deps: Dependencies, ...rest: never[]) => unknown>(
  deps: Dependencies,
  activity: F,
): Given<F> {
  return ((...rest: never[]) => activity(deps, ...rest)) as Given<F>;
}

/** The activity of the `dial` queue; alone there, since the queue's rate limit is the account's calls per second. */
export function createDialActivities(deps: Dependencies) {
  return { placeCall: give(deps, placeCall) };
}

/** The activities of the `io` queue. All of them may be repeated at any point. */
export function createActivities(deps: Dependencies) {
  return {
    askTwilio: give(deps, askTwilio),
    deferCall,
    endCalls: give(deps, endCalls),
    fetchRecording: give(deps, fetchRecording),
    fetchTranscript: give(deps, fetchTranscript),
    findCall: give(deps, findCall),
    hangUp: give(deps, hangUp),
    keepLiveTurns,
    pumpCampaign: give(deps, pumpCampaign),
    recordCall,
    recordCampaign,
    sweepLines: give(deps, sweepLines),
  };
}

export type DialActivities = ReturnType<typeof createDialActivities>;
export type Activities = ReturnType<typeof createActivities>;
