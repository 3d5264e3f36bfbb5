import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WorkflowNotFoundError } from '@temporalio/client';
import twilio from 'twilio';
import { type CallId, callWorkflowId, mendWorkflowId } from '../../contracts/ids.ts';
import { WEBHOOK_PATHS } from '../../contracts/webhooks.ts';
import { WORKFLOWS } from '../../contracts/workflow-api.ts';
import type { CallDoc } from '../../platform/models/call.ts';
import { CallEvents } from '../../platform/models/call-event.ts';
import { makeCall, makeCampaign } from './support/calls.ts';
import { type ApiWorld, startApiWorld } from './support/world.ts';

/** Webhooks that come when nobody waits for them any more still complete the record of their call. */
const CALL_SID = `CA${'2'.repeat(32)}`;
let world: ApiWorld;
let campaignId: string;

beforeAll(async () => {
  world = await startApiWorld({ SERVER_URL: 'https://dialer.example' });
  campaignId = await makeCampaign();
});
afterAll(() => world.close());

const ended = { phase: 'ended', intent: 'closed', callSid: CALL_SID, endedAt: new Date() } as const;
const overCall = (more: Partial<CallDoc>) => makeCall(campaignId, { ...ended, ...more });

function fromTwilio(path: string, form: Record<string, string>) {
  const signature = twilio.getExpectedTwilioSignature(
    world.env.TWILIO_AUTH_TOKEN,
    `https://dialer.example${path}`,
    form,
  );
  return world.anonymous.post(path).type('form').set('X-Twilio-Signature', signature).send(form).expect(204);
}

function fromElevenLabs(callId: CallId) {
  const body = JSON.stringify({
    type: 'post_call_transcription',
    event_timestamp: 1,
    data: { conversation_id: 'conv_late', user_id: callId },
  });
  const t = Math.floor(Date.now() / 1000);
  const digest = createHmac('sha256', world.env.ELEVENLABS_WEBHOOK_SECRET)
    .update(`${t}.${body}`)
    .digest('hex');
  return world.anonymous
    .post(WEBHOOK_PATHS.elevenlabs)
    .set('Content-Type', 'application/json')
    .set('ElevenLabs-Signature', `t=${t},v0=${digest}`)
    .send(body)
    .expect(200);
}

const recorded = (callId: CallId) =>
  fromTwilio(WEBHOOK_PATHS.recording(callId), {
    CallSid: CALL_SID,
    RecordingSid: `RE${'3'.repeat(32)}`,
    RecordingStatus: 'completed',
  });

/** Whether the workflow that completes this call's record was started; it is ended again. */
async function isMended(callId: CallId): Promise<boolean> {
  try {
    await world.temporal.workflow.getHandle(mendWorkflowId(callId)).terminate('the test is over');
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

describe('a webhook after the end of its workflow', () => {
  it('has a recording fetched', async () => {
    const callId = await overCall({ outcome: 'human' });
    await recorded(callId);
    expect(await isMended(callId)).toBe(true);
  });

  it('has a transcript kept', async () => {
    const callId = await overCall({ outcome: 'human' });
    await fromElevenLabs(callId);
    expect(await isMended(callId)).toBe(true);
  });

  it('tells how a call ended that was given up as unknown', async () => {
    const callId = await overCall({ outcome: 'unknown' });
    await fromTwilio(WEBHOOK_PATHS.status(callId), { CallSid: CALL_SID, CallStatus: 'busy' });
    expect(await isMended(callId)).toBe(true);
  });

  it('tells of a call that was taken for never made', async () => {
    const callId = await overCall({ outcome: 'canceled', callSid: undefined });
    await fromTwilio(WEBHOOK_PATHS.status(callId), { CallSid: CALL_SID, CallStatus: 'in-progress' });
    expect(await isMended(callId)).toBe(true);
  });

  it('changes nothing where all is known, and for a call that does not exist', async () => {
    const known = await overCall({ outcome: 'busy' });
    await fromTwilio(WEBHOOK_PATHS.status(known), { CallSid: CALL_SID, CallStatus: 'busy' });
    expect(await isMended(known)).toBe(false);

    const nobody = `${campaignId}.${'f'.repeat(24)}.7`;
    await recorded(nobody);
    await fromTwilio(WEBHOOK_PATHS.status(nobody), { CallSid: CALL_SID, CallStatus: 'busy' });
    expect(await isMended(nobody)).toBe(false);
    expect(await CallEvents.countDocuments({ callId: nobody })).toBe(2);
  });

  it('starts nothing while the workflow of the call still waits for it', async () => {
    const callId = await overCall({ outcome: 'human' });
    const running = await world.temporal.workflow.start(WORKFLOWS.call, {
      workflowId: callWorkflowId(callId),
      taskQueue: `${world.env.TASK_QUEUE_PREFIX}nobody`,
      args: [{ callId }],
    });
    await recorded(callId);
    await fromElevenLabs(callId);
    expect(await isMended(callId)).toBe(false);
    await running.terminate('the test is over');
  });
});
