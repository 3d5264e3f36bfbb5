import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Feed } from '../../api/live/feed.ts';
import type { Message } from '../../api/live/messages.ts';
import { Campaigns } from '../../platform/models/campaign.ts';
import { makeCampaign } from './support/calls.ts';
import { until } from './support/until.ts';
import { type ApiWorld, startApiWorld } from './support/world.ts';

let world: ApiWorld;

beforeAll(async () => {
  world = await startApiWorld();
});
afterAll(() => world.close());

describe('the feed', () => {
  it('tells each listener all there is first, and says nothing twice', async () => {
    const campaignId = await makeCampaign();
    const feed = new Feed(world.deps);
    const heard: [Message[], Message[]] = [[], []];
    const listeners = heard.map((messages) => (message: Message) => void messages.push(message));
    await Promise.all(listeners.map((listener) => feed.watch({ kind: 'campaign', campaignId }, listener)));
    expect(heard.map((messages) => messages.length)).toEqual([1, 1]);
    for (const reason of ['one', 'two']) {
      await Campaigns.updateOne({ _id: campaignId }, { $set: { reason } });
      await until('both heard it', () => heard.every((messages) => has(messages, reason)) || undefined);
    }
    expect(heard.map((messages) => messages.length)).toEqual([3, 3]);
    await feed.close();
  });

  it('keeps nothing of a room that nobody watches, also when one leaves at once', async () => {
    const feed = new Feed(world.deps);
    const room = { kind: 'campaigns' } as const;
    const heard: Message[] = [];
    const listener = (message: Message) => void heard.push(message);
    const coming = feed.watch(room, listener);
    expect(feed.size).toBe(1);
    feed.unwatch(room, listener);
    await coming;
    expect(feed.size).toBe(0);
    expect(heard).toEqual([]);
    await feed.close();
    await feed.watch(room, listener);
    expect(feed.size).toBe(0);
  });
});

function has(messages: Message[], reason: string): boolean {
  return messages.some((message) => message.event === 'campaign' && message.payload.reason === reason);
}
