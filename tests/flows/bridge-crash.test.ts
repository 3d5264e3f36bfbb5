import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { CallView } from '../../contracts/http/calls.ts';
import type { TranscriptView } from '../../contracts/transcript.ts';
import { until } from '../support/until.ts';
import { Balancer, startSecondBridge } from './bridge-pair.ts';
import { silenceAt } from './heard.ts';
import { bytesOf, callsTo, dataOf } from './requests.ts';
import { startWorld, type World } from './world.ts';

/** A bridge is killed while people talk: their calls go on. Two bridges stand behind one address, as in production. */
const balancer = new Balancer();
let world: World;
let second: Awaited<ReturnType<typeof startSecondBridge>> | undefined;

beforeAll(async () => {
  const port = await balancer.listen();
  world = await startWorld(['worker', 'api', 'bridge', 'sandbox'], { BRIDGE_URL: `ws://127.0.0.1:${port}` });
}, 120_000);
afterAll(async () => {
  await world?.end();
  await second?.stop();
  await balancer.close();
}, 60_000);

const transcriptOf = (id: string) => dataOf<TranscriptView>(world, 'GET', `/api/calls/${id}/transcript`);

/** A call in which the agent is just answering the person for the first time. */
async function talkTo(phone: string): Promise<string> {
  const { id } = await dataOf<CallView>(world, 'POST', '/api/calls', { phone, name: 'Ana Test' });
  await until(
    'the agent to answer',
    async () => {
      const { turns } = await transcriptOf(id);
      return (
        turns.some(({ speaker }) => speaker === 'contact') &&
        turns.at(-1)?.speaker === 'agent' &&
        turns.length > 2
      );
    },
    60_000,
  );
  return id;
}

/** What happened to a call once its record is complete, and what its person heard of the bridge's death. */
async function storyOf(id: string, phone: string, killedAt: number) {
  const call = await until(
    'the call to be kept',
    async () => {
      const view = await dataOf<CallView>(world, 'GET', `/api/calls/${id}`);
      return view.phase === 'ended' && view.hasTranscript && view.recording ? view : undefined;
    },
    90_000,
    500,
  );
  const calls = await callsTo(world, phone);
  const transcript = await transcriptOf(id);
  const wav = await bytesOf(world, `/api/calls/${id}/recording`);
  const offset = killedAt - (calls[0]?.answeredAt ?? 0);
  const silence = silenceAt(wav, offset) ?? { fromMs: 0, toMs: Number.POSITIVE_INFINITY };
  const silentMs = silence.toMs - silence.fromMs;
  process.stdout.write(`The person heard nothing for ${silentMs} ms.\n`);
  return { call, calls, transcript, silentMs };
}

async function killInMidCall(phone: string) {
  const id = await talkTo(phone);
  const killedAt = Date.now();
  world.kill('bridge');
  return storyOf(id, phone, killedAt);
}

it('a call goes on when its bridge is killed and started again', async () => {
  balancer.ports = [world.env.BRIDGE_PORT];
  const { call, calls, transcript } = await killInMidCall('+442079460600');
  expect(calls).toHaveLength(1);
  expect(calls[0]?.streams).toHaveLength(2);
  expect(calls[0]?.heard).toEqual([]);
  expect(call).toMatchObject({ outcome: 'human', terminatedBy: 'agent' });
  expect(transcript.source).toBe('final');
  const moments = transcript.turns.map(({ atSeconds }) => atSeconds);
  expect(moments).toEqual(moments.toSorted((one, other) => one - other));
  expect(transcript.turns.filter(({ text }) => /spoke before/i.test(text))).toHaveLength(1);
}, 180_000);

it('hardly anybody hears it when another bridge is there', async () => {
  second = await startSecondBridge(world.env);
  await until('the first bridge to be back', () =>
    fetch(`http://127.0.0.1:${world.env.BRIDGE_PORT}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );
  balancer.ports = [world.env.BRIDGE_PORT, second.port];
  const { call, calls, silentMs } = await killInMidCall('+442079460610');
  expect(calls).toHaveLength(1);
  expect(calls[0]?.streams).toHaveLength(2);
  expect(call).toMatchObject({ outcome: 'human', terminatedBy: 'agent' });
  expect(silentMs).toBeLessThan(4_000);
}, 180_000);
