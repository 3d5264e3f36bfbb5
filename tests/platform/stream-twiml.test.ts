import { describe, expect, it } from '@jest/globals';
import { XMLParser } from 'fast-xml-parser';
import { agentOverridesSchema } from '../../contracts/agents.ts';
import { campaignSettingsSchema } from '../../contracts/campaign.ts';
import type { Env } from '../../platform/env.ts';
import { type CallPlan, connectTwiml, leftOutOf } from '../../platform/stream-twiml.ts';

const env = {
  SERVER_URL: 'https://dialer.example',
  BRIDGE_URL: 'wss://bridge.example',
  SESSION_SECRET: 'a-secret-for-the-streams-of-a-test',
  ELEVENLABS_AGENT_ID: 'agent_default',
} as Env;

function planWith(settings: object, variables: Record<string, string> = {}): CallPlan {
  return {
    callId: '66f000000000000000000001.66f000000000000000000002.1',
    to: '+442079460100',
    name: 'Ana Test',
    variables,
    settings: campaignSettingsSchema.parse(settings),
  };
}

/** The stream's parameters as Twilio would read them. */
function parametersOf(plan: CallPlan): Record<string, string> {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseAttributeValue: false,
  });
  const { Parameter } = parser.parse(connectTwiml(env, plan)).Response.Connect.Stream;
  return Object.fromEntries(
    Parameter.map(({ name, value }: { name: string; value: string }) => [name, value]),
  );
}

describe('the instructions of a call', () => {
  it('name the agent, what is changed of it, and its variables', () => {
    const overrides = { firstMessage: '', language: 'de', prompt: 'Say "hello" & <wait>', voiceId: 'v1' };
    expect(parametersOf(planWith({ agentId: 'agent_a', overrides }, { plan: 'Gold' }))).toMatchObject({
      agent_id: 'agent_a',
      override_first_message: '',
      override_language: 'de',
      override_prompt: overrides.prompt,
      override_voice_id: 'v1',
      var_first_name: 'Ana',
      var_plan: 'Gold',
    });
    expect(Object.keys(parametersOf(planWith({}))).filter((name) => name.startsWith('override_'))).toEqual(
      [],
    );
  });

  it('say which variables they have no room for, and keep the shorter ones that come after', () => {
    const long = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`long_${at}`, '&'.repeat(300)]));
    const plan = planWith({}, { ...long, last: 'x', tooLong: 'y'.repeat(480) });
    const leftOut = leftOutOf(env, plan);
    expect(leftOut).toEqual(expect.arrayContaining(['long_11', 'tooLong']));
    expect(leftOut).not.toContain('last');
    const sent = Object.keys(parametersOf(plan));
    expect(leftOut.filter((name) => sent.includes(`var_${name}`))).toEqual([]);
    expect(connectTwiml(env, plan).length).toBeLessThanOrEqual(4_000);
  });

  it('hold all overrides that a campaign may have, whatever is in them, with room for variables', () => {
    const overrides = agentOverridesSchema.parse({
      firstMessage: `${'x'.repeat(300)}${'"'.repeat(99)}`,
      prompt: `${'y'.repeat(300)}${'&'.repeat(99)}`,
    });
    expect(leftOutOf(env, planWith({ overrides }, { plan: 'Gold' }))).toEqual([]);
  });
});
