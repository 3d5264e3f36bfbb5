import {
  allHandlersFinished,
  condition,
  continueAsNew,
  isCancellation,
  patched,
  rootCause,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { CampaignState } from '../contracts/campaign.ts';
import type { SelfPause } from '../contracts/campaign-states.ts';
import {
  type CampaignAnswer,
  type CampaignInput,
  pauseUpdate,
  resumeUpdate,
  stateKey,
  stopUpdate,
  wakeSignal,
} from '../contracts/workflow-api.ts';
import { pump } from './activities.ts';
import { campaignRecord } from './campaign-record.ts';

/** Longest sleep while contacts wait for a later moment: a lost wake-up costs no more than this. */
const MAX_SLEEP_MS = 5 * 60_000;
/** The same while nobody is due within a day: what waits for months, such as a call-back, costs little. */
const FAR_MS = 86_400_000;
const FAR_SLEEP_MS = 60 * 60_000;
/** While calls are up their ends may make contacts due, or the campaign complete. */
const UP_SLEEP_MS = 1_000;
const MAX_TICKS = 300;

/**
 * A campaign is a pump: each tick one activity claims due contacts together with free lines and starts a call for
 * each. It owns none of the calls, so its history stays small and nothing converges on it; how things stand is in
 * the records. It continues as new with a few bytes of state.
 */
export async function campaign(input: CampaignInput): Promise<void> {
  const { campaignId } = input;
  let state: CampaignState = input.carried?.paused ? 'paused' : 'running';
  let reason = input.carried?.pausedBecause ?? 'Calling';
  /** Set while it is paused by itself. */
  let selfPause = input.carried?.selfPause;
  let woken = false;
  const record = campaignRecord(campaignId);

  /** Moves at once; the record follows in the order of the moves, however they race. */
  const move = (to: CampaignState, because: string, itself?: SelfPause) => {
    state = to;
    reason = because;
    selfPause = itself;
    setCurrentDetails(because);
    upsertSearchAttributes([{ key: stateKey, value: to }]);
    return record.write(to, because);
  };
  /** What no repetition can mend. Whoever stopped it meanwhile has the last word. */
  const giveUp = async (error: unknown): Promise<never> => {
    if (!isCancellation(error) && state !== 'stopped') {
      await move('failed', `It cannot go on: ${rootCause(error) ?? 'for an unknown reason'}`);
    }
    await condition(allHandlersFinished);
    throw error;
  };
  const answer = async (to: CampaignState, because: string): Promise<CampaignAnswer> => {
    const { callsUp } = await move(to, because);
    return { state: to, callsUp };
  };

  // Handlers may run as soon as they are set: what was asked before the first task is waiting.
  const stop = async (hangUp: boolean): Promise<CampaignAnswer> => {
    const stopped = await answer('stopped', hangUp ? 'Stopped; calls that were up are ended' : 'Stopped');
    if (hangUp) await pump().endCalls({ campaignId });
    return stopped;
  };

  setHandler(wakeSignal, () => {
    woken = true;
  });
  setHandler(pauseUpdate, ({ reason: why }: { reason: string }) => answer('paused', why), {
    // What it paused by itself, somebody may want paused for longer.
    validator: (_: { reason: string }) =>
      refuseUnless(state === 'running' || selfPause !== undefined, 'paused', state),
  });
  setHandler(resumeUpdate, () => answer('running', 'Calling'), {
    validator: () => refuseUnless(state === 'paused', 'resumed', state),
  });
  setHandler(stopUpdate, ({ hangUp }: { hangUp: boolean }) => stop(hangUp), {
    validator: (_: { hangUp: boolean }) =>
      refuseUnless(state === 'running' || state === 'paused', 'stopped', state),
  });

  /** Waits while it is paused; what it paused by itself ends at its moment, or is looked at again when woken. */
  const untilResumed = async () => {
    const goesOn = () => state !== 'paused' && record.isWritten();
    if (!selfPause) return condition(goesOn);
    const again = () => state !== 'paused' || (selfPause !== undefined && woken);
    const { until } = selfPause;
    await (until === undefined ? condition(again) : condition(again, Math.max(1, until - Date.now())));
    if (selfPause) await move('running', 'Calling');
    await condition(goesOn);
  };

  // Whoever was quicker than the first task has moved it on already; they may have had it go on as well.
  const begun = record.hasBegun() && (state !== 'running' || patched('written-once-at-its-beginning'));
  if (!input.carried && !begun) await move('running', 'Calling');
  for (let tick = 0; tick < MAX_TICKS && !workflowInfo().continueAsNewSuggested; tick += 1) {
    // The pump goes by the record, so it waits until the record says what we know.
    await untilResumed();
    if (state !== 'running') break;
    woken = false;
    const standing = await pump()
      .pumpCampaign({ campaignId })
      .catch((error: unknown) => giveUp(error));
    if (state !== 'running') continue;
    if (standing.pause) {
      await move('paused', standing.pause.reason, standing.pause);
      continue;
    }
    if (standing.open === 0) {
      const { open } = await move('completed', 'Every contact has an outcome');
      // Who adds contacts to what has completed wakes it, or starts it anew where it has ended.
      if (open === 0 && !woken) break;
      await move('running', 'Calling');
      continue;
    }
    const sleep = sleepFor(standing);
    if (sleep <= 0) continue;
    setCurrentDetails(`Calling; ${standing.open} contacts open, ${standing.up} calls up`);
    await condition(() => woken || state !== 'running', sleep, { summary: 'until the next contact is due' });
  }
  await condition(allHandlersFinished);
  if (state === 'running' || state === 'paused') {
    await continueAsNew<typeof campaign>({
      campaignId,
      carried: { paused: state === 'paused', pausedBecause: reason, ...(selfPause ? { selfPause } : {}) },
    });
  }
}

function sleepFor({ up, nextDueAt }: { up: number; nextDueAt?: number }): number {
  const untilDue = nextDueAt === undefined ? MAX_SLEEP_MS : nextDueAt - Date.now();
  if (up > 0) return Math.min(untilDue, UP_SLEEP_MS);
  return Math.min(untilDue, untilDue > FAR_MS ? FAR_SLEEP_MS : MAX_SLEEP_MS);
}

/** An update can answer, so one that makes no sense is refused with the reason. */
function refuseUnless(allowed: boolean, wish: string, state: CampaignState): void {
  if (!allowed) throw new Error(`A campaign that is ${state} cannot be ${wish}`);
}
