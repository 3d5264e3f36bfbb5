import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AgentShare } from '../../../contracts/agents.ts';
import { chooseAgent } from '../../../workflows/choice/agent.ts';

type Shares = [AgentShare, ...AgentShare[]];

const id = fc.nat().map((number) => number.toString(16).padStart(24, '0'));
const shares = fc
  .uniqueArray(
    fc.record({
      agentId: fc.nat({ max: 50 }).map((number) => `agent_${number}`),
      weight: fc.integer({ min: 1, max: 100 }),
    }),
    {
      minLength: 1,
      maxLength: 10,
      selector: ({ agentId }) => agentId,
    },
  )
  .map((list) => list as Shares);

/** So many people, with ids as the database makes them: neighbours that differ in few digits. */
function people(count: number): { campaignId: string; contactId: string }[] {
  return Array.from({ length: count }, (_, index) => ({
    campaignId: '66f000000000000000000001',
    contactId: `66f0000000000000${index.toString(16).padStart(8, '0')}`,
  }));
}

describe('the agent of a person', () => {
  it('is one of the campaign, and the same whenever and in whatever order it is asked', () => {
    fc.assert(
      fc.property(shares, id, id, (list, campaignId, contactId) => {
        const chosen = chooseAgent({ campaignId, contactId }, list);
        expect(list.map(({ agentId }) => agentId)).toContain(chosen);
        expect(chooseAgent({ campaignId, contactId }, [...list].reverse() as Shares)).toBe(chosen);
      }),
    );
  });

  it('stays the one they had while it is among them', () => {
    fc.assert(
      fc.property(shares, id, id, fc.nat(9), (list, campaignId, contactId, at) => {
        const had = list[at % list.length]?.agentId as string;
        expect(chooseAgent({ campaignId, contactId }, list, had)).toBe(had);
        expect(chooseAgent({ campaignId, contactId }, list, 'agent_that_left')).not.toBe('agent_that_left');
      }),
    );
  });

  it.each([[[1, 1]], [[3, 1]], [[70, 20, 10]], [[1, 100]]])('falls to each by its weight: %j', (weights) => {
    const list = weights.map((weight, index) => ({ agentId: `agent_${index}`, weight })) as Shares;
    const count = 20_000;
    const chosen = people(count).map((person) => chooseAgent(person, list));
    const sum = weights.reduce((all, weight) => all + weight, 0);
    for (const { agentId, weight } of list) {
      const share = chosen.filter((one) => one === agentId).length / count;
      expect(Math.abs(share - weight / sum)).toBeLessThan(0.015);
    }
  });

  it('changes for no more people than a change of weights asks for', () => {
    const before: Shares = [
      { agentId: 'agent_a', weight: 50 },
      { agentId: 'agent_b', weight: 50 },
    ];
    const after: Shares = [
      { agentId: 'agent_a', weight: 50 },
      { agentId: 'agent_b', weight: 75 },
    ];
    const moved = people(20_000).map((person) => [chooseAgent(person, before), chooseAgent(person, after)]);
    expect(moved.filter(([from, to]) => from === 'agent_b' && to === 'agent_a')).toEqual([]);
    const share = moved.filter(([from, to]) => from !== to).length / moved.length;
    expect(Math.abs(share - 0.1)).toBeLessThan(0.015);
  });
});
