import type { CampaignState } from './campaign.ts';

/** A campaign's states as plain values, without a schema library. */

/**
 * The states that may follow on each. Whoever is quick pauses or stops a campaign before its workflow's first step, so
 * these follow on `ready` as well; a completed one runs again when contacts are added to it or called again.
 */
export const NEXT_STATES: Record<CampaignState, readonly CampaignState[]> = {
  draft: ['ready'],
  ready: ['running', 'paused', 'stopped'],
  running: ['paused', 'completed', 'stopped', 'failed'],
  paused: ['running', 'paused', 'stopped', 'failed'],
  completed: ['running'],
  stopped: [],
  failed: [],
};

/** Those in which a campaign may be put away; one that runs or is paused has to end first. */
export const ARCHIVABLE: readonly CampaignState[] = ['draft', 'ready', 'completed', 'stopped', 'failed'];

/** Those from which nobody is called any more, whatever is done. */
export const ENDED_FOR_GOOD: readonly CampaignState[] = ['stopped', 'failed'];

/** Why a campaign pauses by itself. Whoever wakes it meanwhile (by an edit, say) has it looked at again. */
export interface SelfPause {
  /** In a sentence for people: what was reached, and what would do. */
  reason: string;
  /** Epoch milliseconds at which it goes on by itself; until it is resumed when left out. */
  until?: number;
}
