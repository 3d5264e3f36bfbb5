import type { CallIdParts } from '../contracts/ids.ts';
import type { Outcome } from '../contracts/outcome.ts';
import { type CallDoc, Calls } from '../platform/models/call.ts';
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
  return made(calls, contact);
}

type CallLine = Pick<CallDoc, 'attempt' | 'outcome' | 'phone' | 'callSid' | 'startedAt'>;

/** The same, among calls that were read already, to whomever. */
export function attemptsAmong(
  calls: (CallLine & Pick<CallDoc, 'campaignId' | 'contactId' | 'phase'>)[],
  { campaignId, contactId, attempt }: CallIdParts,
  contact: ContactDoc,
): Attempt[] {
  const theirs = calls.filter((call) => call.campaignId === campaignId && call.contactId === contactId);
  return made(
    theirs.filter((call) => call.phase === 'ended' && call.attempt <= attempt),
    contact,
  );
}

function made(calls: CallLine[], contact: ContactDoc): Attempt[] {
  return calls
    .flatMap(({ outcome, callSid, phone = contact.phone, ...call }) =>
      wasMade(outcome, callSid) ? [{ attempt: call.attempt, startedAt: call.startedAt, phone, outcome }] : [],
    )
    .sort((one, other) => one.attempt - other.attempt);
}

function wasMade(outcome: Outcome | undefined, callSid: string | undefined): outcome is Outcome {
  return outcome !== undefined && !(outcome === 'canceled' && callSid === undefined);
}
