import { LRUCache } from 'lru-cache';
import type { EnrolmentState } from '../../contracts/contact.ts';
import type { Progress } from '../../contracts/http/campaigns.ts';
import type { Outcome } from '../../contracts/outcome.ts';
import { Enrolments } from '../../platform/models/enrolment.ts';

/** A count of enrolments that are alike. */
export interface EnrolmentCount {
  _id: { campaignId: string; state: EnrolmentState; outcome: Outcome | null };
  count: number;
}

/** Counts of campaigns, recounted from the records; a count is kept for a second, whoever asks meanwhile. */
export interface ProgressReader {
  read(campaignIds: string[]): Promise<Map<string, Progress>>;
  /** Counts anew next time: something was just changed through this process. */
  forget(campaignId: string): void;
}

const KEPT_MS = 1000;

export function createProgressReader(): ProgressReader {
  const kept = new LRUCache<string, Progress>({ max: 2000, ttl: KEPT_MS });
  return {
    async read(campaignIds) {
      const result = new Map<string, Progress>();
      for (const id of campaignIds) {
        const progress = kept.get(id);
        if (progress) result.set(id, progress);
      }
      const missing = campaignIds.filter((id) => !result.has(id));
      if (missing.length === 0) return result;
      const counted = tally(missing, await count(missing));
      for (const [id, progress] of counted) {
        kept.set(id, progress);
        result.set(id, progress);
      }
      return result;
    },
    forget(campaignId) {
      kept.delete(campaignId);
    },
  };
}

function count(campaignIds: string[]): Promise<EnrolmentCount[]> {
  return Enrolments.aggregate<EnrolmentCount>([
    { $match: { campaignId: { $in: campaignIds } } },
    {
      $group: {
        _id: { campaignId: '$campaignId', state: '$state', outcome: '$outcome' },
        count: { $sum: 1 },
      },
    },
  ]);
}

/** Progress of each campaign from the counts of its enrolments; what is claimed or calling counts as up. */
export function tally(campaignIds: string[], counts: EnrolmentCount[]): Map<string, Progress> {
  const result = new Map(campaignIds.map((id) => [id, emptyProgress()]));
  for (const { _id, count: number } of counts) {
    const progress = result.get(_id.campaignId);
    if (!progress) continue;
    progress.total += number;
    if (_id.state === 'waiting') progress.waiting += number;
    else if (_id.state === 'done') addDone(progress, _id.outcome, number);
    else progress.up += number;
  }
  return result;
}

function addDone(progress: Progress, outcome: Outcome | null, number: number): void {
  const known = outcome ?? 'unknown';
  progress.done += number;
  progress.outcomes[known] = (progress.outcomes[known] ?? 0) + number;
}

function emptyProgress(): Progress {
  return { total: 0, waiting: 0, up: 0, done: 0, outcomes: {} };
}
