import { createHash } from 'node:crypto';
import { type CallView, dialBodySchema, idempotencyKeySchema } from '../../../contracts/http/calls.ts';
import { STANDING_CAMPAIGNS } from '../../../contracts/ids.ts';
import { type CallDoc, Calls } from '../../../platform/models/call.ts';
import { Contacts } from '../../../platform/models/contact.ts';
import { Lines } from '../../../platform/models/line.ts';
import { Suppressions } from '../../../platform/models/suppression.ts';
import { ApiError } from '../../api-error.ts';
import { readCall } from '../../queries/calls.ts';
import type { Command } from '../command.ts';
import { contactIdOf } from '../import/people.ts';
import { readPhone } from '../import/phone-number.ts';
import { recordOnce, startStandingCall } from './standing-call.ts';

const input = dialBodySchema.extend({ idempotencyKey: idempotencyKeySchema });

/**
 * Calls one person now, by the same way and through the same gate as a campaign would. What can be known at once is
 * refused at once; the gate has the last word just before dialing.
 */
export const dial: Command<typeof input, CallView> = {
  name: 'dial',
  input,
  async run(deps, { idempotencyKey, phone, country, ...wish }, by) {
    const reading = readPhone(phone, country ?? '');
    if (!reading.ok)
      throw new ApiError('invalid_request', `The phone number cannot be called: ${reading.cause}.`);
    const request = { hash: hashOf({ phone: reading.phone, ...wish }), by: by.id, ...wish };
    const requestKey = `${by.id}:${idempotencyKey}`;
    const known = await Calls.findOne({ requestKey }).lean<CallDoc | null>();
    const call = known ?? (await make(reading.phone, wish.name, requestKey, request));
    if (call.request?.hash !== request.hash) {
      throw new ApiError(
        'not_allowed_now',
        'This Idempotency-Key was used for another call; take a new one.',
      );
    }
    await startStandingCall(deps, call, { byHand: true });
    return readCall(deps, call._id);
  },
};

async function make(
  phone: string,
  name: string,
  requestKey: string,
  { hash, by, settings, variables }: NonNullable<CallDoc['request']>,
): Promise<CallDoc> {
  if (await Suppressions.exists({ _id: phone })) {
    throw new ApiError('not_allowed_now', 'The number is on the do-not-call list.');
  }
  if (!(await Lines.exists({ callId: null }))) {
    throw new ApiError('not_allowed_now', 'All lines are in use; try again when a call has ended.');
  }
  const contactId = await contactIdOf({ phone, name, variables: {} });
  if (await Contacts.exists({ _id: contactId, liveCallId: { $ne: null } })) {
    throw new ApiError('not_allowed_now', 'A call to this person is up already.');
  }
  return recordOnce(STANDING_CAMPAIGNS.byHand, contactId, requestKey, {
    phone,
    request: { hash, by, settings, variables },
  });
}

function hashOf(wish: object): string {
  return createHash('sha256').update(JSON.stringify(wish)).digest('hex');
}
