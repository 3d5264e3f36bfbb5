import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { personSays } from '../../sandbox/voices/phrase-book.ts';
import { startVendor, type Vendor } from './support/elevenlabs.ts';
import { until } from './support/world.ts';

const WAV_HEADER = 44;

describe('a finished conversation of the sandbox', () => {
  let vendor: Vendor;
  beforeAll(async () => {
    vendor = await startVendor();
  });
  afterAll(() => vendor.close());

  /** Says one sentence by text, waits for the end, and returns the details. */
  const talkedOver = async (userId: string, text: string, variables = {}, agentId?: string) => {
    const client = await vendor.talk(userId, { dynamic_variables: variables }, agentId);
    await client.next('agent_response');
    client.send({ type: 'user_message', text });
    await until(() => client.closed);
    return vendor.done(await vendor.idOf(userId));
  };
  const list = async (filter: object) => {
    const { conversations } = await vendor.sdk.conversationalAi.conversations.list(filter);
    return Promise.all(
      conversations.map(async ({ conversationId }) =>
        vendor.sdk.conversationalAi.conversations.get(conversationId).then(({ userId }) => userId),
      ),
    );
  };

  it('is judged by the criteria and data fields of its agent', async () => {
    const booked = await talkedOver('booked', 'Tuesday works for me.', { call_id: 'c-1' });
    expect(booked.analysis).toMatchObject({
      callSuccessful: 'success',
      callSummaryTitle: 'Appointment booked',
      evaluationCriteriaResults: {
        appointment: { criteriaId: 'appointment', result: 'success' },
        polite_close: { result: 'success' },
      },
      dataCollectionResults: {
        opted_out: { dataCollectionId: 'opted_out', value: false },
        wants_callback_at: { dataCollectionId: 'wants_callback_at' },
      },
    });
    expect(booked.analysis?.dataCollectionResults?.wants_callback_at?.value ?? null).toBeNull();
    expect(booked.conversationInitiationClientData?.dynamicVariables).toMatchObject({ call_id: 'c-1' });
    expect(booked).toMatchObject({ userId: 'booked', hasAudio: false });
    const later = await talkedOver('later', 'I am driving, please call me back tomorrow at four.');
    expect(later.analysis).toMatchObject({
      callSuccessful: 'unknown',
      evaluationCriteriaResults: { appointment: { result: 'unknown' } },
      dataCollectionResults: { wants_callback_at: { value: 'tomorrow at four' } },
    });
    const never = await talkedOver('never', 'Please stop calling me.');
    expect(never.analysis).toMatchObject({
      evaluationCriteriaResults: { appointment: { result: 'failure' } },
      dataCollectionResults: { opted_out: { value: true } },
    });
  });

  it('leaves open what was never said', async () => {
    const client = await vendor.talk('silent');
    await client.next('agent_response');
    client.close();
    const done = await vendor.done(await vendor.idOf('silent'));
    expect(done.analysis).toMatchObject({
      callSuccessful: 'unknown',
      evaluationCriteriaResults: { polite_close: { result: 'unknown' } },
    });
    expect(done.analysis?.dataCollectionResults?.opted_out?.value ?? null).toBeNull();
    expect(done.metadata.terminationReason).toBe('Client disconnected: 1000');
  });

  it('asks what the agent is set to, and takes what is known from the variables', async () => {
    const agentId = await vendor.createAgent(
      { agent: { first_message: 'Good day.', prompt: { built_in_tools: { end_call: { type: 'system' } } } } },
      {
        evaluation: { criteria: [{ id: 'reached' }, 'not a criterion'] },
        data_collection: {
          town: { type: 'string' },
          wants_callback: { type: 'boolean' },
          colour: { type: 'string' },
        },
      },
    );
    const done = await talkedOver('set', 'No thanks.', { town: 'Perth' }, agentId);
    expect(Object.keys(done.analysis?.evaluationCriteriaResults ?? {})).toEqual(['reached']);
    const collected = done.analysis?.dataCollectionResults ?? {};
    expect(collected).toMatchObject({ town: { value: 'Perth' }, wants_callback: { value: false } });
    expect(collected.colour?.value ?? null).toBeNull();
  });

  it('costs by the minute, and double in a burst', async () => {
    const { metadata } = await talkedOver('plain', 'No thanks.');
    await vendor.faults({ limits: { concurrency: 1 } });
    const other = await vendor.talk('beside');
    await other.next('agent_response');
    const burst = await talkedOver('burst', 'No thanks.');
    other.close();
    await vendor.faults({});
    await vendor.done(await vendor.idOf('beside'));
    expect(metadata).toMatchObject({ charging: { isBurst: false }, error: undefined });
    expect(burst.metadata.charging).toMatchObject({ isBurst: true });
    const perSecond = ({ cost = 0, callDurationSecs }: typeof metadata) => cost / callDurationSecs;
    expect(perSecond(burst.metadata) / perSecond(metadata)).toBeCloseTo(2, 0);
  });

  it('is found by every filter of the list', async () => {
    expect(await list({ callSuccessful: 'success' })).toEqual(['booked']);
    expect(await list({ dynamicVariableParams: ['call_id:eq:c-1'] })).toEqual(['booked']);
    expect(await list({ dynamicVariableParams: ['town:in:Sydney,Perth'] })).toEqual(['set']);
    expect(await list({ dataCollectionParams: ['opted_out:eq:true'] })).toEqual(['never']);
    expect(await list({ evaluationParams: ['appointment:failure'] })).toEqual(['burst', 'plain', 'never']);
    expect(await list({ search: 'tomorrow at four' })).toEqual(['later']);
    expect(await list({ callDurationMinSecs: 3600 })).toEqual([]);
    expect(await list({ callStartAfterUnix: Math.floor(Date.now() / 1000) + 60 })).toEqual([]);
    expect(await list({ excludeStatuses: ['done'] })).toEqual([]);
    await expect(list({ dynamicVariableParams: ['call_id:like:c'] })).rejects.toMatchObject({
      statusCode: 422,
    });
  });

  it('is recorded where its agent records, both sides of it, and forgotten with it', async () => {
    const agentId = await vendor.createAgent({ agent: { first_message: '' } });
    const client = await vendor.talk('recorded', {}, agentId);
    const sentence = personSays('Hello?');
    client.speak(sentence);
    await client.next('audio', 2);
    client.close();
    const id = await vendor.idOf('recorded');
    expect((await vendor.done(id)).hasAudio).toBe(true);
    const stream = await vendor.sdk.conversationalAi.conversations.audio.get(id);
    const wav = Buffer.from(await new Response(stream).arrayBuffer());
    expect([wav.toString('latin1', 0, 4), wav.toString('latin1', 8, 12)]).toEqual(['RIFF', 'WAVE']);
    const isLoud = (from: number, to: number) => {
      for (let at = WAV_HEADER + from * 2; at < Math.min(wav.length - 1, WAV_HEADER + to * 2); at += 2) {
        if (Math.abs(wav.readInt16LE(at)) > 1000) return true;
      }
      return false;
    };
    // One byte of what was said is one sample: the person's words, the agent's thinking, the agent's words.
    const end = sentence.length;
    expect([isLoud(0, end), isLoud(end + 800, end + 2400), isLoud(end + 2400, wav.length)]).toEqual([
      true,
      false,
      true,
    ]);
    await vendor.sdk.conversationalAi.conversations.delete(id);
    await expect(vendor.sdk.conversationalAi.conversations.audio.get(id)).rejects.toMatchObject({
      statusCode: 404,
    });
  });

  it('can be judged again, and be liked', async () => {
    const id = await vendor.idOf('booked');
    await vendor.sdk.conversationalAi.conversations.feedback.create(id, { feedback: 'like' });
    const again = await vendor.sdk.conversationalAi.conversations.get(id);
    expect(again.metadata.feedback).toMatchObject({ likes: 1, dislikes: 0 });
  });
});
