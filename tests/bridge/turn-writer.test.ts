import { afterEach, expect, it } from '@jest/globals';
import { TurnTracker } from '../../media-bridge/turn-tracker.ts';
import { TurnWriter } from '../../media-bridge/turn-writer.ts';
import { createLog } from '../../platform/log.ts';
import { until } from '../support/until.ts';
import { newCallId } from './world.ts';

/** No database is connected in this file: every write fails. */
const writer = new TurnWriter(createLog('turns', 'silent'), { waiting: 3, gatherMs: 5, pauseMs: 20 });
afterEach(() => writer.close(0));

it('keeps the newest turns when it cannot write, drops the oldest, and counts them', async () => {
  const tracker = new TurnTracker(newCallId(), 'conv_1', Date.now());
  const say = (text: string) =>
    tracker.recordOf({ type: 'agent_response', agent_response_event: { agent_response: text } }, Date.now());
  for (const text of ['one', 'two', 'three', 'four', 'five']) {
    const turn = say(text);
    if (turn) writer.add(turn);
  }
  expect(writer.stats()).toMatchObject({ written: 0, dropped: 2, waiting: 3 });
  const cutOff = tracker.agentInterrupted();
  if (cutOff) writer.add(cutOff);
  expect(writer.stats()).toMatchObject({ written: 0, dropped: 2, waiting: 3 });
  await until('failed writes', () => writer.stats().failedWrites >= 2);
  await until('all of them to wait again', () => writer.stats().waiting === 3);
  expect(writer.stats().dropped).toBe(2);
});

it('closes in time although nothing can be written', async () => {
  const before = performance.now();
  await writer.close(200);
  expect(performance.now() - before).toBeLessThan(2_000);
});
