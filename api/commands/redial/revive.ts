import { countedAttempts, type EnrolmentDoc, Enrolments } from '../../../platform/models/enrolment.ts';

/**
 * Makes contacts who are done due again, each by compare-and-set and once for each key, with an attempt granted where
 * theirs are used up. Answers how many it were.
 */
export async function revive(
  enrolments: EnrolmentDoc[],
  maxAttempts: number,
  redialKey: string,
): Promise<number> {
  if (enrolments.length === 0) return 0;
  const dueAt = new Date();
  const moves = enrolments.map((enrolment) => {
    const { _id, attempts, callId, outcome } = enrolment;
    const granted = Math.max(0, countedAttempts(enrolment, attempts) + 1 - maxAttempts);
    return {
      updateOne: {
        filter: { _id, state: 'done' as const, attempts, callId, outcome, redialKey: { $ne: redialKey } },
        update: {
          $set: { state: 'waiting' as const, dueAt, redialKey, callBack: null, goalUntil: null },
          ...(granted > 0 ? { $inc: { granted } } : {}),
        },
      },
    };
  });
  const { modifiedCount } = await Enrolments.bulkWrite(moves, { ordered: false });
  return modifiedCount;
}

/** Puts back those who still wait: the campaign ended for good meanwhile. They keep their outcome. */
export async function putBack(campaignId: string, redialKey: string): Promise<void> {
  await Enrolments.updateMany({ campaignId, state: 'waiting', redialKey }, { $set: { state: 'done' } });
}
