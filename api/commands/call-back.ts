import { z } from 'zod';
import { callBackBodySchema, whyNoCallBack } from '../../contracts/call-back.ts';
import type { EnrolmentView } from '../../contracts/contact.ts';
import { enrolmentIdOf } from '../../contracts/ids.ts';
import { makeDue } from '../../platform/make-due.ts';
import { Contacts, phonesOf } from '../../platform/models/contact.ts';
import { type EnrolmentDoc, Enrolments } from '../../platform/models/enrolment.ts';
import { Suppressions } from '../../platform/models/suppression.ts';
import { ApiError } from '../api-error.ts';
import { type Account, seesNumbers } from '../auth/account.ts';
import type { ApiDeps } from '../deps.ts';
import { campaignIdSchema } from '../parse.ts';
import { findCampaign } from '../queries/campaigns.ts';
import { readEnrolment } from '../queries/contacts.ts';
import { wakeCampaign } from './campaign-workflow.ts';
import type { Command } from './command.ts';
import { campaignCallsNobody } from './operate/makes-sense.ts';

const place = z.object({ id: campaignIdSchema, contactId: campaignIdSchema });
const setInput = callBackBodySchema.extend(place.shape);

/** Has a contact called at the moment the person asked for; noted again, it is moved. */
export const setCallBack: Command<typeof setInput, EnrolmentView> = {
  name: 'set_call_back',
  input: setInput,
  async run(deps, { id, contactId, at: text, note }, by) {
    const at = new Date(text);
    const fault = whyNoCallBack(at.getTime(), Date.now());
    if (fault)
      throw new ApiError('invalid_request', 'Nobody can be called back then.', { details: [`at: ${fault}`] });
    const from = await contactToCall(id, contactId);
    const { state, dueAt, callBack } = from;
    const open = state === 'waiting' && callBack ? callBack : undefined;
    const granted = open ? 0 : 1;
    const before = open?.before ?? { state, dueAt };
    const noted = { at, before, by: by.id, ...(note ? { note } : {}) };
    const now = await makeDue({
      from,
      to: { $set: { state: 'waiting', dueAt: at, callBack: noted, goalUntil: null }, $inc: { granted } },
      back: { $set: { ...before, callBack: null }, $inc: { granted: -granted } },
    });
    if (now === 'moved on') throw movedOn();
    const refusal = campaignCallsNobody(now);
    if (refusal) throw new ApiError('not_allowed_now', refusal);
    return shown(deps, id, contactId, by);
  },
};

/** Calls a call-back off: the contact stands as it did before. */
export const cancelCallBack: Command<typeof place, EnrolmentView> = {
  name: 'cancel_call_back',
  input: place,
  async run(deps, { id, contactId }, by) {
    const { _id, state, attempts, callBack } = await enrolmentOf(id, contactId);
    if (state !== 'waiting' || !callBack) {
      throw new ApiError('not_allowed_now', 'No call-back to this contact is noted.');
    }
    const moved = await Enrolments.updateOne(
      { _id, state, attempts, 'callBack.at': callBack.at },
      { $set: { ...callBack.before, callBack: null }, $inc: { granted: -1 } },
    );
    if (moved.modifiedCount !== 1) throw movedOn();
    return shown(deps, id, contactId, by);
  },
};

async function contactToCall(
  id: string,
  contactId: string,
): Promise<EnrolmentDoc & { state: 'waiting' | 'done' }> {
  const { state: campaignState } = await findCampaign(id);
  const refusal = campaignCallsNobody(campaignState);
  if (refusal) throw new ApiError('not_allowed_now', refusal);
  const enrolment = await enrolmentOf(id, contactId);
  const { state } = enrolment;
  if (state !== 'waiting' && state !== 'done') {
    throw new ApiError('not_allowed_now', 'The contact is being called now; note it when the call is over.');
  }
  const contact = await Contacts.findById(contactId).lean();
  if (!contact || (await Suppressions.exists({ _id: { $in: phonesOf(contact) } }))) {
    throw new ApiError('not_allowed_now', 'The person is on the do-not-call list and is not called back.');
  }
  return { ...enrolment, state };
}

async function enrolmentOf(id: string, contactId: string): Promise<EnrolmentDoc> {
  const enrolment = await Enrolments.findById(enrolmentIdOf(id, contactId)).lean<EnrolmentDoc | null>();
  if (!enrolment) throw new ApiError('not_found', 'The campaign has no such contact.');
  return enrolment;
}

/** A campaign that sleeps until its next contact is due looks again. */
async function shown(deps: ApiDeps, id: string, contactId: string, by: Account): Promise<EnrolmentView> {
  deps.progress.forget(id);
  if ((await findCampaign(id)).state === 'running') await wakeCampaign(deps, id);
  const view = await readEnrolment(id, contactId, seesNumbers(by.role));
  if (!view) throw movedOn();
  return view;
}

function movedOn(): ApiError {
  return new ApiError('not_allowed_now', 'The contact has just moved on; look again.');
}
