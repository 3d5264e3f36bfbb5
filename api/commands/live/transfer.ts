import { type LiveResult, transferBodySchema } from '../../../contracts/http/live-calls.ts';
import { Contacts, withNumber } from '../../../platform/models/contact.ts';
import { Suppressions } from '../../../platform/models/suppression.ts';
import { campaignOfCall } from '../../../platform/standing-campaigns.ts';
import { ApiError } from '../../api-error.ts';
import type { Command } from '../command.ts';
import { readPhone } from '../import/phone-number.ts';
import { askBridge, findLiveCall, type LiveCall } from './bridge-of-call.ts';
import { callInput } from './call-input.ts';
import { putThrough } from './put-through.ts';

const input = transferBodySchema.extend(callInput.shape);

/**
 * Puts the person through to somebody: Twilio is given other instructions for the call, and the agent leaves. The bridge
 * is told before, so that the end of its stream is not taken for the person hanging up.
 */
export const transferCall: Command<typeof input, LiveResult> = {
  name: 'transfer_call',
  input,
  async run(deps, { id, phone, country }) {
    const reading = readPhone(phone, country ?? '');
    if (!reading.ok)
      throw new ApiError('invalid_request', `The phone number cannot be called: ${reading.cause}.`);
    const live = await findLiveCall(deps, id);
    await refuseWrongNumbers(live, reading.phone);
    const { callSid } = live.call;
    if (!callSid) throw new ApiError('not_allowed_now', 'Twilio has not said yet which call this is.');
    const campaign = await campaignOfCall(live.call.campaignId);
    const from =
      live.call.from ??
      live.call.called ??
      live.call.request?.settings?.callerId ??
      campaign?.settings.callerId;
    const told = await askBridge(live.bridgeUrl, id, 'hand-over', deps.env.SESSION_SECRET);
    if (told !== 200) throw new ApiError('unavailable', 'The bridge that has this call does not answer.');
    await putThrough(deps.env, callSid, { to: reading.phone, from: from ?? deps.env.TWILIO_PHONE_NUMBER });
    return { id, done: true };
  },
};

async function refuseWrongNumbers({ call }: LiveCall, phone: string): Promise<void> {
  if (await Suppressions.exists({ _id: phone })) {
    throw new ApiError('not_allowed_now', 'The number is on the do-not-call list.');
  }
  if (await Contacts.exists({ _id: call.contactId, ...withNumber(phone) })) {
    throw new ApiError('not_allowed_now', 'That is the number of the person who is on the phone.');
  }
}
