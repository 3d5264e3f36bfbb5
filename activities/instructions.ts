import { RETRY_FRAGMENT, WEBHOOK_PATHS } from '../contracts/webhooks.ts';
import type { Env } from '../platform/env.ts';
import { type CallPlan, connectTwiml } from '../platform/stream-twiml.ts';

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
    // To leave a message, the end of the greeting has to be waited for; to hang up, its beginning is enough.
    machineDetection: plan.settings.onVoicemail === 'leave_message' ? 'DetectMessageEnd' : 'Enable',
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
