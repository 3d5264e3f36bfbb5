import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { defaultPayloadConverter, type WorkflowHandle } from '@temporalio/client';
import { callWorkflowId } from '../../contracts/ids.ts';
import { MACHINE_GREETING, MENU, PARTS } from '../../sandbox/people/lines.ts';
import { until } from '../support/until.ts';
import { newCallId, World } from './world.ts';

let world: World;
let callId: string;
let workflow: WorkflowHandle;

beforeEach(async () => {
  world = await World.create();
  callId = newCallId();
  workflow = await world.client.workflow.start('nobody', {
    workflowId: callWorkflowId(callId),
    taskQueue: 'nobody-polls-this',
    args: [],
  });
});
afterEach(async () => {
  await workflow.terminate('the test is over').catch(() => undefined);
  await world.close();
});

const SCREENED = PARTS.screened.says as string[];
const [SCREENING, HOLDING] = SCREENED as [string, string];

/** Has these sentences said by the other side, or messages sent, hangs up, and answers what the workflow was told. */
async function reportAfter(...said: (string | Record<string, unknown>)[]): Promise<Record<string, unknown>> {
  return reportOf({}, said);
}

async function reportOf(
  parameters: Record<string, string>,
  said: (string | Record<string, unknown>)[],
): Promise<Record<string, unknown>> {
  const stream = await world.talk(parameters, callId);
  said.forEach((text, at) => {
    if (typeof text === 'string') world.agent.transcribe(text, at + 1);
    else world.agent.say(text);
  });
  await heardAll();
  stream.stop();
  return until('the report', async () => {
    const { events } = await workflow.fetchHistory();
    const signal = events?.find((event) => event.workflowExecutionSignaledEventAttributes);
    const [payload] = signal?.workflowExecutionSignaledEventAttributes?.input?.payloads ?? [];
    return payload && defaultPayloadConverter.fromPayload<Record<string, unknown>>(payload);
  });
}

/** What the agent has said before this lies before the pong. */
async function heardAll(): Promise<void> {
  world.agent.say({ type: 'ping', ping_event: { event_id: 880_000 } });
  await until('the pong', () => world.agent.texts.includes('{"type":"pong","event_id":880000}'));
}

function advice(): unknown[] {
  return world.agent.received.filter(({ type }) => type === 'contextual_update');
}

describe('a machine that an earlier stream of the call has met', () => {
  it('is reported by the stream that goes on when nobody else came on', async () => {
    expect(await reportOf({ met: 'ivr' }, ['Please hold.'])).toMatchObject({ met: 'ivr' });
  });

  it('is not reported when a person came on', async () => {
    expect(await reportOf({ met: 'ivr' }, ['Hello, this is Dora.'])).not.toHaveProperty('met');
  });
});

describe('a screening service', () => {
  it('is reported when no person came on, and the agent is told of it once', async () => {
    expect(await reportAfter(SCREENING, HOLDING, SCREENING)).toMatchObject({ met: 'screening' });
    expect(advice()).toEqual([
      {
        type: 'contextual_update',
        text: expect.stringMatching(/call screening service.*one sentence.*wait/),
      },
    ]);
  });

  it('is not reported when a person came on', async () => {
    expect(await reportAfter(...SCREENED)).not.toHaveProperty('met');
    expect(advice()).toHaveLength(1);
  });

  it('is reported when the person turned the call away by it, or let it go to a machine', async () => {
    const turnedAway = PARTS['screened out'].says as string[];
    expect(await reportAfter(...turnedAway, MACHINE_GREETING)).toMatchObject({ met: 'screening' });
  });

  it('is told of before it has finished its sentence; only what it finished counts as met', async () => {
    const half = { user_transcript: 'The person you are calling is using a screening', event_id: 1 };
    const tentative = { type: 'tentative_user_transcript', tentative_user_transcription_event: half };
    expect(await reportAfter(tentative, tentative)).not.toHaveProperty('met');
    expect(advice()).toHaveLength(1);
  });
});

describe('a menu of keys', () => {
  it('is reported when no person came on, whatever it said before', async () => {
    const said = ['Welcome to Bay Street Clinic.', 'We are open from nine to five.', MENU];
    expect(await reportAfter(...said, 'Sorry, I did not get that.')).toMatchObject({ met: 'ivr' });
    expect(advice()).toEqual([
      {
        type: 'contextual_update',
        text: expect.stringMatching(/menu of keys.*cannot press.*call again.*end/),
      },
    ]);
  });

  it('is not reported when a person came on', async () => {
    expect(await reportAfter(MENU, 'Bay Street Clinic, this is Jo.')).not.toHaveProperty('met');
  });

  it('is what the call met last, when a service screened it before', async () => {
    expect(await reportAfter(SCREENING, MENU)).toMatchObject({ met: 'ivr' });
    expect(advice()).toHaveLength(2);
  });
});

describe('a person', () => {
  it('who speaks of keys late in a talk is not taken for a menu', async () => {
    const talk = ['Hello?', 'Yes?', 'What is it about?', 'I see.', 'What does it cost?'];
    expect(await reportAfter(...talk, 'For the front door, press 1.')).not.toHaveProperty('met');
    expect(advice()).toEqual([]);
  });

  it('is no news to the agent', async () => {
    expect(await reportAfter('Hello?', 'Who is it?')).not.toHaveProperty('met');
    expect(advice()).toEqual([]);
  });
});

describe('a machine that takes messages', () => {
  it('is reported, and no news to the agent', async () => {
    expect(await reportAfter(MACHINE_GREETING)).toMatchObject({ met: 'voicemail' });
    expect(advice()).toEqual([]);
    expect(world.bridge.stats().counters.machinesMet).toBe(0);
  });
});
