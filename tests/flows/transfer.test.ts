import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { CallView } from '../../contracts/http/calls.ts';
import type { TranscriptView } from '../../contracts/transcript.ts';
import { until } from '../support/until.ts';
import { dataOf } from './requests.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld(['worker', 'api', 'bridge', 'sandbox'], {});
}, 120_000);
afterAll(() => world?.end(), 60_000);

it('a person who was put through talks on, and the call ends when an operator hangs up', async () => {
  const { id } = await dataOf<CallView>(world, 'POST', '/api/calls', {
    phone: '+61255501200',
    name: 'Ana Test',
  });
  const transcript = () => dataOf<TranscriptView>(world, 'GET', `/api/calls/${id}/transcript`);
  await until('a conversation', async () => (await transcript()).turns.length > 1, 60_000);
  await dataOf(world, 'POST', `/api/calls/${id}/transfer`, { phone: '+61255501234' });
  const call = () => dataOf<CallView>(world, 'GET', `/api/calls/${id}`);
  // Eight seconds after a stream that the person has left, the workflow would ask Twilio, and hang up.
  await sleep(12_000);
  expect((await call()).phase).toBe('up');
  await dataOf(world, 'DELETE', `/api/calls/${id}`);
  const ended = await until(
    'the end',
    async () => ((await call()).phase === 'ended' ? call() : undefined),
    30_000,
  );
  expect(ended).toMatchObject({ outcome: 'human', terminatedBy: 'operator' });
}, 150_000);
