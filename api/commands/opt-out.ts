import { callOptOutBodySchema, type OptOutResult, optOutBodySchema } from '../../contracts/http/opt-out.ts';
import { parseCallId } from '../../contracts/ids.ts';
import { Contacts } from '../../platform/models/contact.ts';
import { type Objection, suppressNumber, tellWorkflows } from '../../platform/suppress.ts';
import { ApiError } from '../api-error.ts';
import { askTemporal } from '../ask-temporal.ts';
import type { Account } from '../auth/account.ts';
import type { ApiDeps } from '../deps.ts';
import { findCall } from '../queries/calls.ts';
import type { Command } from './command.ts';
import { readPhone } from './import/phone-number.ts';
import { callInput } from './live/call-input.ts';

const SIGNAL_WITHIN_MS = 5_000;
const callOptOutInput = callOptOutBodySchema.extend(callInput.shape);

/** The person of a call does not want to be called again, as a colleague has learned. */
export const optOutOfCall: Command<typeof callOptOutInput, OptOutResult> = {
  name: 'opt_out_of_call',
  input: callOptOutInput,
  run: async (deps, { id, reason }, by) => optOut(deps, await ofCall(id), reason, by),
};

/** Somebody does not want to be called again, as a colleague has learned. */
export const optOutPerson: Command<typeof optOutBodySchema, OptOutResult> = {
  name: 'opt_out',
  input: optOutBodySchema,
  run: async (deps, { reason, ...who }, by) => optOut(deps, await personOf(who), reason, by),
};

type Person = Pick<Objection, 'phone' | 'callId'>;

async function personOf(who: {
  phone?: string;
  country?: string;
  contactId?: string;
  callId?: string;
}): Promise<Person> {
  if (who.callId !== undefined) return ofCall(who.callId);
  if (who.contactId !== undefined) return ofContact(who.contactId);
  const reading = readPhone(who.phone ?? '', who.country ?? '');
  if (!reading.ok) throw new ApiError('invalid_request', `The phone number is not usable: ${reading.cause}.`);
  return { phone: reading.phone };
}

async function ofCall(callId: string): Promise<Person> {
  if (!parseCallId(callId)) throw new ApiError('not_found', 'No call has this id.');
  const { contactId } = await findCall(callId);
  return { ...(await ofContact(contactId)), callId };
}

async function ofContact(contactId: string): Promise<Person> {
  const contact = await Contacts.findById(contactId, { phone: 1 }).lean();
  if (!contact) throw new ApiError('not_found', 'No contact has this id.');
  return { phone: contact.phone };
}

/** Their number is on the list before anything else is asked for; asked again, what failed is made good. */
async function optOut(
  { temporal }: ApiDeps,
  person: Person,
  reason: string,
  by: Account,
): Promise<OptOutResult> {
  const source = `noted by hand: ${reason}`;
  const suppressed = await suppressNumber({ ...person, source, by: by.id });
  await askTemporal(temporal, SIGNAL_WITHIN_MS, () => tellWorkflows(temporal, suppressed, 'operator'));
  const { isNew, canceled, callsUp } = suppressed;
  return { isNew, canceled, ended: callsUp };
}
