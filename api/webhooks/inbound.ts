import { type RequestHandler, Router } from 'express';
import twilio from 'twilio';
import { type CallId, STANDING_CAMPAIGNS } from '../../contracts/ids.ts';
import { e164Schema } from '../../contracts/phone.ts';
import { gatherSchema, inboundCallSchema } from '../../contracts/vendors/twilio.ts';
import { WEBHOOK_PATHS } from '../../contracts/webhooks.ts';
import { bridgeFor } from '../../platform/bridges.ts';
import { type CallDoc, Calls } from '../../platform/models/call.ts';
import { type ContactDoc, Contacts } from '../../platform/models/contact.ts';
import { Transcripts } from '../../platform/models/transcript.ts';
import { campaignOfCall, standingCampaign } from '../../platform/standing-campaigns.ts';
import { connectTwiml } from '../../platform/stream-twiml.ts';
import { suppressNumber, tellWorkflows } from '../../platform/suppress.ts';
import { variablesFor } from '../../workflows/choice/variables.ts';
import { askTemporal } from '../ask-temporal.ts';
import { recordOnce, startStandingCall } from '../commands/dial/standing-call.ts';
import { contactIdOf } from '../commands/import/people.ts';
import type { ApiDeps } from '../deps.ts';
import { callIdIn, parseInput } from '../parse.ts';
import { findCall } from '../queries/calls.ts';
import { lastShown } from '../queries/last-shown.ts';
import { within } from '../within.ts';

/** Twilio waits 15 s for what to do; silence longer than this is worse than a call that ends politely. */
const ANSWER_WITHIN_MS = 8_000;
/** Most that the answer waits until other calls with the same person, and their campaigns, have been told. */
const TELL_WITHIN_MS = 2_000;
const OPT_OUT_KEY = '9';
const KEY_SECONDS = 3;

/**
 * Somebody calls one of our numbers, mostly back: they may refuse further calls by a key, or reach the agent, who is
 * told what was spoken about the last time. Twilio may ask twice; it is one call.
 */
export function inboundWebhooks(deps: ApiDeps, verified: RequestHandler[]): Router {
  const router = Router();
  router.post(WEBHOOK_PATHS.inbound, ...verified, async (req, res) => {
    const { CallSid, From, To } = parseInput(inboundCallSchema, req.body);
    const phone = e164Schema.safeParse(From);
    const answer = phone.success
      ? welcome(deps, CallSid, phone.data, e164Schema.safeParse(To).data)
      : Promise.resolve(withheld());
    res.type('text/xml').send(await within(ANSWER_WITHIN_MS, 'The database', answer));
  });
  router.post(WEBHOOK_PATHS.inboundKey(':id'), ...verified, async (req, res) => {
    const { Digits } = parseInput(gatherSchema, req.body);
    const answer = keyPressed(deps, callIdIn(req), Digits);
    res.type('text/xml').send(await within(ANSWER_WITHIN_MS, 'The database', answer));
  });
  return router;
}

async function welcome(deps: ApiDeps, callSid: string, phone: string, called?: string): Promise<string> {
  const contactId = await contactIdOf({ phone, name: '', variables: {} });
  const before = await lastShown(contactId, called);
  const call = await recordOnce(STANDING_CAMPAIGNS.inbound, contactId, `inbound:${callSid}`, {
    callSid,
    phone,
    ...(called ? { called } : {}),
    agentId: before?.agentId ?? deps.env.ELEVENLABS_AGENT_ID,
    phase: 'up',
    intent: 'closed',
    answeredAt: new Date(),
  });
  await startStandingCall(deps, call, { inbound: { callSid } });
  const response = new twilio.twiml.VoiceResponse();
  const gather = response.gather({
    numDigits: 1,
    timeout: KEY_SECONDS,
    actionOnEmptyResult: true,
    action: `${deps.env.SERVER_URL}${WEBHOOK_PATHS.inboundKey(call._id)}`,
  });
  gather.say(
    'Thank you for calling. If you do not want to be called again, press 9. Otherwise please hold the line.',
  );
  return response.toString();
}

async function keyPressed(deps: ApiDeps, callId: CallId, digits: string): Promise<string> {
  const call = await findCall(callId);
  const contact = await Contacts.findById(call.contactId).lean<ContactDoc | null>();
  if (!contact) throw new Error('the contact of a call is missing');
  if (digits !== OPT_OUT_KEY) return toTheAgent(deps, call, contact);
  const phone = call.phone ?? contact.phone;
  const { campaigns, callsUp } = await suppressNumber({
    phone,
    source: 'a key pressed in a call to us',
    callId,
  });
  deps.log.info({ callId }, 'somebody who called us does not want to be called again');
  const others = { campaigns, callsUp: callsUp.filter((other) => other !== callId) };
  await askTemporal(deps.temporal, TELL_WITHIN_MS, () => tellWorkflows(deps.temporal, others, 'us')).catch(
    (error) =>
      deps.log.warn({ callId, err: error }, 'campaigns and other calls of this person could not be told'),
  );
  return spoken('You will not be called again. Goodbye.');
}

async function toTheAgent({ env }: ApiDeps, call: CallDoc, contact: ContactDoc): Promise<string> {
  const standing = standingCampaign(call.campaignId)?.settings;
  if (!standing) throw new Error('not a call to us');
  const settings = { ...standing, ...(call.agentId ? { agentId: call.agentId } : {}) };
  const [before, variables] = await Promise.all([lastConversation(call), variablesOf(call, contact)]);
  if (before) variables.previous_conversation = before;
  const bridgeUrl = await bridgeFor(call._id, env.BRIDGE_URL);
  const to = call.phone ?? contact.phone;
  const plan = { callId: call._id, to, name: contact.name, variables, settings, bridgeUrl };
  return connectTwiml(env, plan);
}

/** As the agent had them in the call that they call back for. */
async function variablesOf(
  { contactId, called }: CallDoc,
  contact: ContactDoc,
): Promise<Record<string, string>> {
  const before = await lastShown(contactId, called);
  const campaign = before && (await campaignOfCall(before.campaignId));
  return variablesFor(contact, campaign?.settings.variables);
}

/** What was spoken about with this person the last time, as the vendor summed it up. */
async function lastConversation({ _id, contactId }: CallDoc): Promise<string | undefined> {
  const calls = await Calls.find({ contactId, phase: 'ended', _id: { $ne: _id } }, { endedAt: 1 }).lean();
  const ids = calls
    .sort((a, b) => (b.endedAt?.getTime() ?? 0) - (a.endedAt?.getTime() ?? 0))
    .map((one) => one._id);
  const summed = await Transcripts.find({ _id: { $in: ids }, summary: { $ne: null } }, { summary: 1 }).lean();
  const summaries = new Map(summed.map((one) => [one._id, one.summary ?? undefined]));
  return ids
    .map((id) => summaries.get(id))
    .find(Boolean)
    ?.slice(0, MAX_SUMMARY);
}

/** A parameter of a stream holds fewer than 500 characters, its name included. */
const MAX_SUMMARY = 440;

function withheld(): string {
  return spoken(
    'We cannot take calls from a withheld number. Please show your number and call again. Goodbye.',
  );
}

function spoken(text: string): string {
  const response = new twilio.twiml.VoiceResponse();
  response.say(text);
  response.hangup();
  return response.toString();
}
