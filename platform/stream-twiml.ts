import twilio from 'twilio';
import type { AgentOverrides } from '../contracts/agents.ts';
import type { Met } from '../contracts/call-event.ts';
import type { CampaignSettings } from '../contracts/campaign.ts';
import { OVERRIDE_PARAMETERS, STREAM_PARAMETERS, streamPath, VARIABLE_PREFIX } from '../contracts/stream.ts';
import { RETRY_FRAGMENT, WEBHOOK_PATHS } from '../contracts/webhooks.ts';
import type { Env } from './env.ts';
import { streamToken } from './stream-token.ts';

/** Twilio: name and value of a parameter together stay below 500 characters, inline TwiML within 4000. */
const MAX_PARAMETER = 480;
const MAX_TWIML = 4_000;

export interface CallPlan {
  callId: string;
  to: string;
  name: string;
  variables: Record<string, string>;
  settings: CampaignSettings;
  /** Whom an earlier stream of the call has met in place of a person. */
  met?: Met | undefined;
  /** The bridge that the call is given; BRIDGE_URL when left out. */
  bridgeUrl?: string;
}

/**
 * `<Connect><Stream>` to the media bridge. When the stream ends and the call has not, Twilio asks what comes next, and
 * hangs up when that is nothing.
 * @param number which stream of the call it is, from 1
 */
export function connectTwiml(env: Env, plan: CallPlan, number = 1): string {
  return instructions(env, plan, number).twiml;
}

/** The variables for which there is no room in these instructions: too long by themselves, or after all the others. */
export function leftOutOf(env: Env, plan: CallPlan): string[] {
  return instructions(env, plan, 1).leftOut;
}

function instructions(env: Env, plan: CallPlan, number: number): { twiml: string; leftOut: string[] } {
  const response = new twilio.twiml.VoiceResponse();
  const action = `${env.SERVER_URL}${WEBHOOK_PATHS.continue(plan.callId, number)}${RETRY_FRAGMENT}`;
  const stream = response.connect({ action }).stream({
    url: `${plan.bridgeUrl ?? env.BRIDGE_URL}${streamPath(plan.callId, streamToken(plan.callId, env.SESSION_SECRET, number))}`,
    statusCallback: `${env.SERVER_URL}${WEBHOOK_PATHS.stream(plan.callId)}${RETRY_FRAGMENT}`,
  });
  stream.parameter({
    name: STREAM_PARAMETERS.agentId,
    value: plan.settings.agentId ?? env.ELEVENLABS_AGENT_ID,
  });
  stream.parameter({ name: STREAM_PARAMETERS.maxSeconds, value: String(plan.settings.maxCallSeconds) });
  const optOutKey = plan.settings.optOutKey ?? env.OPT_OUT_DIGIT;
  if (plan.met) stream.parameter({ name: STREAM_PARAMETERS.met, value: plan.met });
  if (optOutKey !== 'none') stream.parameter({ name: STREAM_PARAMETERS.optOutKey, value: optOutKey });
  for (const [name, parameter] of Object.entries(OVERRIDE_PARAMETERS)) {
    const value = plan.settings.overrides?.[name as keyof AgentOverrides];
    if (value !== undefined) stream.parameter({ name: parameter, value });
  }
  const leftOut: string[] = [];
  for (const [name, value] of Object.entries(agentVariables(plan))) {
    const parameter = { name: `${VARIABLE_PREFIX}${name}`, value };
    const length = parameter.name.length + value.length;
    // XML escapes can make six characters of one.
    const fits = length <= MAX_PARAMETER && response.toString().length + 6 * length + 60 <= MAX_TWIML;
    if (fits) stream.parameter(parameter);
    else leftOut.push(name);
  }
  return { twiml: response.toString(), leftOut };
}

/** What the agent may use of a contact. `first_name` is always there, since greetings want one. */
function agentVariables(plan: CallPlan): Record<string, string> {
  const firstName = plan.name.trim().split(/\s+/)[0] || 'there';
  return { name: plan.name || 'there', first_name: firstName, ...plan.variables };
}
