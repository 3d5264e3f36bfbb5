import twilio from 'twilio';
import type { CampaignSettings } from '../contracts/campaign.ts';
import { STREAM_PARAMETERS, streamPath, VARIABLE_PREFIX } from '../contracts/stream.ts';
import { RETRY_FRAGMENT, WEBHOOK_PATHS } from '../contracts/webhooks.ts';
import type { Env } from '../platform/env.ts';
import { streamToken } from '../platform/stream-token.ts';

/** Twilio: name and value of a parameter together stay below 500 characters, inline TwiML within 4000. */
const MAX_PARAMETER = 480;
const MAX_TWIML = 4_000;

export interface CallPlan {
  callId: string;
  to: string;
  name: string;
  variables: Record<string, string>;
  settings: CampaignSettings;
}

/**
 * Everything that Twilio needs for a call, sent along with its creation, so that it asks nothing back: what to do
 * when it is answered, and where to report. The call id is in every address.
 */
export function createParameters(env: Env, plan: CallPlan) {
  const callback = (path: string) => `${env.SERVER_URL}${path}${RETRY_FRAGMENT}`;
  return {
    to: plan.to,
    from: plan.settings.callerId ?? env.TWILIO_PHONE_NUMBER,
    twiml: connectTwiml(env, plan),
    timeout: plan.settings.ringSeconds,
    timeLimit: plan.settings.maxCallSeconds,
    statusCallback: callback(WEBHOOK_PATHS.status(plan.callId)),
    // 'ringing' and 'initiated' change nothing for the call, but people watching want to see them.
    statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
    machineDetection: 'Enable',
    asyncAmd: 'true',
    asyncAmdStatusCallback: callback(WEBHOOK_PATHS.amd(plan.callId)),
    record: true,
    recordingChannels: 'dual',
    // Trimmed silence would shift the recording against the transcript.
    trim: 'do-not-trim',
    recordingStatusCallback: callback(WEBHOOK_PATHS.recording(plan.callId)),
    recordingStatusCallbackEvent: ['completed', 'absent'],
  };
}

/** `<Connect><Stream>` to the media bridge. Nothing follows, so the call ends with its stream. */
export function connectTwiml(env: Env, plan: CallPlan): string {
  const response = new twilio.twiml.VoiceResponse();
  const stream = response.connect().stream({
    url: `${env.BRIDGE_URL}${streamPath(plan.callId, streamToken(plan.callId, env.SESSION_SECRET))}`,
    statusCallback: `${env.SERVER_URL}${WEBHOOK_PATHS.stream(plan.callId)}`,
  });
  stream.parameter({
    name: STREAM_PARAMETERS.agentId,
    value: plan.settings.agentId ?? env.ELEVENLABS_AGENT_ID,
  });
  stream.parameter({ name: STREAM_PARAMETERS.maxSeconds, value: String(plan.settings.maxCallSeconds) });
  for (const [name, value] of Object.entries(agentVariables(plan))) {
    const parameter = { name: `${VARIABLE_PREFIX}${name}`, value };
    if (parameter.name.length + value.length > MAX_PARAMETER) continue;
    // XML escapes can make six characters of one.
    if (response.toString().length + 6 * (parameter.name.length + value.length) + 60 > MAX_TWIML) break;
    stream.parameter(parameter);
  }
  return response.toString();
}

/** What the agent may use of a contact. `first_name` is always there, since greetings want one. */
function agentVariables(plan: CallPlan): Record<string, string> {
  const firstName = plan.name.trim().split(/\s+/)[0] || 'there';
  return { name: plan.name || 'there', first_name: firstName, ...plan.variables };
}
