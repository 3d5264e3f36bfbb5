import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { until } from '../support/until.ts';
import { FROM_AGENT, FROM_TWILIO, type Row } from './protocol-rows.ts';
import type { TwilioPeer } from './twilio-peer.ts';
import { frame, World } from './world.ts';

let world: World;
let stream: TwilioPeer;
beforeEach(async () => {
  world = await World.create({ keyPauseMs: 10, markAfterMs: 60_000, agentCloseMs: 60_000 });
  stream = await world.talk();
});
afterEach(() => world.close());

const nameOf = (message: Record<string, unknown>) =>
  String(message.event ?? message.type ?? Object.keys(message)[0]);

/** What both sides were sent, and what was counted, up to now. */
function soFar() {
  const { ignored, turns } = world.bridge.stats().counters;
  return { agent: world.agent.received.length, twilio: stream.received.length, ignored, turns };
}

/** Both sides say something that is answered: all before it has been taken in. */
async function settle(): Promise<void> {
  const pongs = () => world.agent.received.filter(({ type }) => type === 'pong').length;
  const [before, heard] = [pongs(), world.agent.heard().length];
  world.agent.say({ type: 'ping', ping_event: { event_id: 991_000 } });
  stream.speak(frame(77));
  await until('both sides', () => pongs() > before && world.agent.heard().length > heard);
}

async function expectAll(row: Row, before: ReturnType<typeof soFar>): Promise<void> {
  const { toAgent = [], toTwilio = [], turns = 0, ignored, ends } = row;
  if (ends) {
    await until('the end', () => world.bridge.stats().ended[ends] === 1);
    await stream.closed();
    return;
  }
  const sentToAgent = () => world.agent.received.slice(before.agent).map(nameOf);
  await until('the answer', () => toAgent.every((name) => sentToAgent().includes(name)));
  await until('what is passed on', () => stream.received.length >= before.twilio + toTwilio.length);
  const answered = world.agent.received.slice(before.agent, before.agent + toAgent.length).map(nameOf);
  await settle();
  expect(answered).toEqual(toAgent);
  expect(sentToAgent().slice(toAgent.length).sort()).toEqual(['pong', 'user_audio_chunk']);
  expect(stream.received.slice(before.twilio).map(nameOf)).toEqual(toTwilio);
  const counters = world.bridge.stats().counters;
  expect(counters.turns - before.turns).toBe(turns);
  expect(counters.ignored - before.ignored).toBe(ignored ? 1 : 0);
}

describe('from the agent', () => {
  it.each(FROM_AGENT)('$name', async (row) => {
    const before = soFar();
    world.agent.say(row.message);
    await expectAll(row, before);
  });
});

describe('from Twilio', () => {
  it.each(FROM_TWILIO)('$name', async (row) => {
    const before = soFar();
    stream.send(row.message);
    await expectAll(row, before);
  });

  it.each(FROM_TWILIO.filter(({ name }) => ['mark', 'dtmf', 'stop'].includes(name)))(
    '$name of another stream is ignored',
    async ({ message }) => {
      const { ignored } = soFar();
      stream.send({ ...message, streamSid: `MZ${'f'.repeat(32)}` });
      await settle();
      expect(world.bridge.stats().counters.ignored - ignored).toBe(1);
      expect(world.bridge.stats().streamsUp).toBe(1);
    },
  );
});

describe('answers to the agent', () => {
  it('a tool that would have to be approved is not, and its progress is nobody’s business here', async () => {
    const call = { service_id: 's', tool_name: 'x', parameters: {}, tool_call_id: 't9' };
    world.agent.say({ type: 'mcp_tool_call', mcp_tool_call: { ...call, state: 'loading' } });
    world.agent.say({ type: 'mcp_tool_call', mcp_tool_call: { ...call, state: 'awaiting_approval' } });
    expect(await world.agent.expect('mcp_tool_approval_result')).toEqual({
      type: 'mcp_tool_approval_result',
      tool_call_id: 't9',
      is_approved: false,
    });
    expect(world.agent.received.filter(({ type }) => type === 'mcp_tool_approval_result')).toHaveLength(1);
  });
});

describe('docs/bridge.md', () => {
  const text = readFileSync(path.resolve(import.meta.dirname, '../../docs/bridge.md'), 'utf8');
  const between = (from: string, to: string) => text.slice(text.indexOf(from), text.indexOf(to));
  const namesIn = (part: string) =>
    part
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([a-z_]+)`/g)].map(([, name]) => name));
  const named = (rows: Row[]) => rows.map(({ name }) => name).sort();

  it('has a row for each message of the agent', () => {
    const names = new Set(namesIn(between('From the agent:', 'To the agent')));
    names.delete('end_call');
    expect([...names].sort()).toEqual(named(FROM_AGENT));
  });

  it('has a row for each message of Twilio', () => {
    const names = new Set(namesIn(between('From Twilio:', 'To Twilio go')));
    expect([...names].sort()).toEqual(named(FROM_TWILIO));
  });
});
