import { ActivityFailure, log, setCurrentDetails } from '@temporalio/workflow';
import { accounting } from './activities.ts';

/**
 * Started by a schedule, every minute: what is known of calls only some time after their end. The three jobs know
 * nothing of one another, so none waits for, or fails with, another.
 */
export async function accounts(): Promise<void> {
  setCurrentDetails('Prices, who ended calls, and what becomes of recordings');
  const { settleAccounts, correctEndings, keepRecordings } = accounting();
  await Promise.all([settleAccounts(), correctEndings(), keepRecordings()].map(untilNextTime));
}

async function untilNextTime(job: Promise<unknown>): Promise<void> {
  try {
    await job;
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    log.warn('a job of the accounts failed; it begins again with the next run', {
      activity: error.activityType,
      cause: error.cause?.message,
    });
  }
}
