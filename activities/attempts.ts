import type { CallIdParts } from '../contracts/ids.ts';
import type { Outcome } from '../contracts/outcome.ts';
import { Calls } from '../platform/models/call.ts';
import type { ContactDoc } from '../platform/models/contact.ts';
import type { Tried } from '../workflows/numbers.ts';

export interface Attempt extends Tried {
  attempt: number;
  startedAt: Date;
}

/** The attempts made to reach a contact up to this number, in order. What was put off before dialing is none. */
export async function attemptsUpTo(
  { campaignId, contactId, attempt }: CallIdParts,
  contact: ContactDoc,
): Promise<Attempt[]> {
  const calls = await Calls.find(
    { contactId, campaignId, phase: 'ended', attempt: { $lte: attempt } },
    { attempt: 1, outcome: 1, phone: 1, callSid: 1, startedAt: 1 },
  ).lean();
  return calls
    .flatMap(({ outcome, callSid, phone = contact.phone, ...call }) =>
      wasMade(outcome, callSid) ? [{ attempt: call.attempt, startedAt: call.startedAt, phone, outcome }] : [],
    )
    .sort((one, other) => one.attempt - other.attempt);
}

function wasMade(outcome: Outcome | undefined, callSid: string | undefined): outcome is Outcome {
  return outcome !== undefined && !(outcome === 'canceled' && callSid === undefined);
}
