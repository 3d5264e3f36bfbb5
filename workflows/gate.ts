import type { CampaignState, RetryPlan, WeeklyWindow } from '../contracts/campaign.ts';
import { hoursAt } from './calling-hours.ts';

/** What the gate looks at. Everything is read just before, since a call may have waited. */
export interface GateFacts {
  campaign: { state: CampaignState; window?: WeeklyWindow; retry: RetryPlan };
  /** Attempts made before this one. */
  attemptsMade: number;
  suppressed: boolean;
  /** Epoch milliseconds. */
  now: number;
}

export type Verdict =
  | { decision: 'allow'; reasons: string[] }
  | { decision: 'defer'; until: number; reasons: string[] }
  | { decision: 'block'; reasons: string[] };

/** While a campaign is not running its contacts stay as they are; they are looked at again this much later. */
const RECHECK_MS = 60_000;

/**
 * The one place that says whether a call may be made now. It runs when a page is claimed and again just before
 * dialing. Order: suppression, frequency, campaign, hours. Unknown means no.
 */
export function decide(facts: GateFacts): Verdict {
  if (facts.suppressed) return block('The number is on the do-not-call list');
  if (facts.attemptsMade >= facts.campaign.retry.maxAttempts) return block('All attempts are used');
  if (facts.campaign.state !== 'running') {
    return {
      decision: 'defer',
      until: facts.now + RECHECK_MS,
      reasons: [`The campaign is ${facts.campaign.state}`],
    };
  }
  return facts.campaign.window ? decideByHours(facts.campaign.window, facts.now) : allow('No hours are set');
}

function decideByHours(window: WeeklyWindow, now: number): Verdict {
  try {
    const hours = hoursAt(window, now);
    if (hours.open) return allow(`Within ${window.from}–${window.to} in ${window.timeZone}`);
    if (hours.opensAt === undefined) return block('The calling hours never open');
    return {
      decision: 'defer',
      until: hours.opensAt,
      reasons: [`Waiting for ${window.from} in ${window.timeZone}`],
    };
  } catch (error) {
    return block(error instanceof Error ? error.message : 'The calling hours cannot be read');
  }
}

function allow(reason: string): Verdict {
  return { decision: 'allow', reasons: [reason] };
}

function block(reason: string): Verdict {
  return { decision: 'block', reasons: [reason] };
}
