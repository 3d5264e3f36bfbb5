import type { CallDoc, CallRequest } from '../platform/models/call.ts';
import type { CampaignDoc } from '../platform/models/campaign.ts';
import type { ContactDoc } from '../platform/models/contact.ts';
import { type CallPlan, leftOutOf } from '../platform/stream-twiml.ts';
import { neededVariables, sortOverrides } from '../workflows/choice/overrides.ts';
import { missingIn, variablesFor } from '../workflows/choice/variables.ts';
import { agentOf } from './agent-of.ts';
import { numberToShow } from './caller-ids.ts';
import type { Dependencies } from './dependencies.ts';

/** What is chosen for a call and kept with its intent, so that whatever comes after goes by the same. */
export type Chosen = Required<Pick<CallDoc, 'from' | 'agentId' | 'overrides'>>;

export type Planned =
  | { kind: 'planned'; chosen: Chosen; plan: CallPlan }
  | { kind: 'refused'; outcome: 'blocked'; reason: string }
  | { kind: 'deferred'; until: number; reason: string };

export interface ToPlan {
  callId: string;
  campaign: CampaignDoc;
  contact: ContactDoc;
  /** The number that is dialed. */
  phone: string;
  /** The record of an attempt that was about to be made already, or of a call by hand. */
  earlier: Pick<CallDoc, 'from' | 'request'> | null;
}

/**
 * Chooses the number that is shown, the agent, and what it is told. What was asked for with a call by hand goes before what
 * its campaign, its contact and the installation say. A conversation that cannot begin is refused here, before a phone
 * rings: a variable is missing that the agent cannot do without.
 */
export async function planCall(deps: Dependencies, to: ToPlan): Promise<Planned> {
  const { callId, campaign, contact, phone, earlier } = to;
  const settings = { ...campaign.settings, ...earlier?.request?.settings };
  const shown = await callerIdFor(deps, to, settings);
  if ('until' in shown) {
    const reason = 'Every caller id of the campaign was shown for as many calls as it may be in 24 hours';
    return { kind: 'deferred', until: shown.until, reason };
  }
  // The database keeps no empty object: a call by hand without settings of its own has none here.
  const agentId = earlier?.request?.settings?.agentId ?? (await agentOf(deps.env, campaign, contact._id));
  const agent = await deps.elevenLabs.agent(agentId);
  const wanted = settings.overrides ?? {};
  const { allowed, refused } = agent ? sortOverrides(wanted, agent) : { allowed: wanted, refused: [] };
  if (refused.length > 0) {
    deps.log.warn({ callId, agentId, refused }, 'overrides are left out: the agent does not allow them');
  }
  const chosen: Chosen = { from: shown.number, agentId, overrides: allowed };
  const plan: CallPlan = {
    callId,
    to: phone,
    name: contact.name,
    variables: variablesOf(campaign, contact, earlier?.request),
    settings: { ...settings, callerId: chosen.from, agentId, overrides: allowed },
  };
  const needed = agent ? neededVariables(agent, allowed) : [];
  const fault = faultOf(needed, plan.variables, leftOutOf(deps.env, plan));
  return fault ? { kind: 'refused', outcome: 'blocked', reason: fault } : { kind: 'planned', chosen, plan };
}

async function callerIdFor(
  { env }: Dependencies,
  { callId, contact, phone, earlier }: ToPlan,
  { callerId, callerIds }: CampaignDoc['settings'],
): Promise<{ number: string } | { until: number }> {
  if (!callerIds) return { number: callerId ?? env.TWILIO_PHONE_NUMBER };
  return numberToShow(callerIds, { callId, contactId: contact._id, phone }, earlier?.from);
}

function variablesOf(
  { settings }: CampaignDoc,
  contact: ContactDoc,
  request?: CallRequest,
): Record<string, string> {
  return { ...variablesFor(contact, settings.variables), ...request?.variables };
}

function faultOf(needed: string[], given: Record<string, string>, leftOut: string[]): string | undefined {
  const missing = missingIn(needed, given);
  if (missing.length > 0) return `The agent needs ${missing.join(', ')}, which this contact lacks`;
  const tooLong = needed.filter((name) => leftOut.includes(name));
  if (tooLong.length > 0)
    return `The agent needs ${tooLong.join(', ')}, for which the instructions of a call have no room`;
  return undefined;
}
