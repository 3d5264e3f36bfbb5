import { admitCall } from './admit-call.ts';
import { askTwilio } from './ask-twilio.ts';
import { beating } from './beating.ts';
import { correctEndings } from './correct-endings.ts';
import type { Dependencies } from './dependencies.ts';
import { endCalls } from './end-calls.ts';
import { findCall } from './find-call.ts';
import { finishCall } from './finish-call.ts';
import { gatherCall } from './gather-call.ts';
import { hangUp } from './hang-up.ts';
import { keepRecordings } from './keep-recordings.ts';
import { meetMachine } from './meet-machine.ts';
import { optOut } from './opt-out.ts';
import { placeCall } from './place-call.ts';
import { preflight } from './preflight/preflight.ts';
import { pumpCampaign } from './pump-campaign.ts';
import { reconcileCall } from './reconcile-call.ts';
import { deferCall } from './record-call.ts';
import { recordCampaign } from './record-campaign.ts';
import { settleAccounts } from './settle-accounts.ts';
import { sweepLines } from './sweep-lines.ts';

/** A function with its first argument given. */
type Given<F> = F extends (deps: Dependencies, ...rest: infer R) => infer T ? (...rest: R) => T : never;

function give<F extends (deps: Dependencies, ...rest: never[]) => unknown>(
  deps: Dependencies,
  activity: F,
): Given<F> {
  return ((...rest: never[]) => activity(deps, ...rest)) as Given<F>;
}

/** The same activity, beating while it works. */
function steadily<A extends unknown[], T>(
  activity: (...input: A) => Promise<T>,
): (...input: A) => Promise<T> {
  return (...input) => beating(() => activity(...input));
}

/** The activity of the `dial` queue; alone there, since the queue's rate limit is the account's calls per second. */
export function createDialActivities(deps: Dependencies) {
  return { placeCall: steadily(give(deps, placeCall)) };
}

/** The activities of the `io` queue. All of them may be repeated at any point. */
export function createActivities(deps: Dependencies) {
  return {
    admitCall: give(deps, admitCall),
    askTwilio: give(deps, askTwilio),
    correctEndings: give(deps, correctEndings),
    deferCall,
    endCalls: give(deps, endCalls),
    findCall: give(deps, findCall),
    finishCall: steadily(give(deps, finishCall)),
    gatherCall: steadily(give(deps, gatherCall)),
    hangUp: give(deps, hangUp),
    keepRecordings: give(deps, keepRecordings),
    meetMachine: give(deps, meetMachine),
    optOut: give(deps, optOut),
    preflight: steadily(give(deps, preflight)),
    pumpCampaign: steadily(give(deps, pumpCampaign)),
    reconcileCall: give(deps, reconcileCall),
    recordCampaign,
    settleAccounts: give(deps, settleAccounts),
    sweepLines: give(deps, sweepLines),
  };
}

export type DialActivities = ReturnType<typeof createDialActivities>;
export type Activities = ReturnType<typeof createActivities>;
