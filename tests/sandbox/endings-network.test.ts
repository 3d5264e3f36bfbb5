import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CallNotes } from '../../sandbox/referee.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { startBridge } from './support/bridge.ts';
import { type Receiver, startReceiver } from './support/receiver.ts';
import { connectTwiml, type StreamServer } from './support/stream-server.ts';
import { API_KEY, CALLER, startSandbox, twilioClient, until } from './support/world.ts';

const ENDINGS = ['74', '75', '76', '77', '78', '79', '85', '86', '87', '89'];

/** All calls are made at once, since talk takes seconds. */
describe('what the rarer endings of a number do', () => {
  let sandbox: Sandbox;
  let bridge: StreamServer;
  let receiver: Receiver;
  let client: ReturnType<typeof twilioClient>;

  beforeAll(async () => {
    sandbox = await startSandbox({ timings: undefined });
    bridge = await startBridge(sandbox);
    receiver = await startReceiver();
    client = twilioClient(sandbox);
    await Promise.all(ENDINGS.map(create));
  });
  afterAll(async () => {
    await sandbox.close();
    await bridge.close();
    await receiver.close();
  });

  const numberOf = (ending: string) => `+612555021${ending}`;
  const create = (ending: string) =>
    client.calls.create({
      to: numberOf(ending),
      from: CALLER,
      twiml: connectTwiml(bridge.url),
      statusCallback: `${receiver.url}/${ending}`,
      machineDetection: 'Enable',
      asyncAmd: 'true',
      asyncAmdStatusCallback: `${receiver.url}/amd/${ending}`,
    });
  const ended = (ending: string): Promise<CallNotes> =>
    until(() => {
      const notes = sandbox.referee.report().calls.find((call) => call.to === numberOf(ending));
      return notes?.endedAt !== undefined && notes;
    }, 50_000);
  const final = (ending: string) => until(() => receiver.received.find(({ path }) => path === `/${ending}`));
  const verdict = async (ending: string) =>
    (await until(() => receiver.received.find(({ path }) => path === `/amd/${ending}`))).form.AnsweredBy;
  const saidBy = async (callSid: string, role: string) => {
    const ask = async (path: string) => {
      const answer = await fetch(`${sandbox.url}/v1/convai/conversations${path}`, {
        headers: { 'xi-api-key': API_KEY },
      });
      return answer.json();
    };
    const talk = await until(async () => {
      const id = (await ask(`?user_id=${callSid}`)).conversations[0]?.conversation_id;
      const found = id === undefined ? undefined : await ask(`/${id}`);
      return found?.status === 'done' && found;
    });
    const turns: { role: string; message: string | null }[] = talk.transcript;
    return turns.flatMap((turn) => (turn.role === role && turn.message ? [turn.message] : [])).join(' ');
  };

  it('…74 rings five seconds longer than asked', async () => {
    const notes = await ended('74');
    expect(notes.status).toBe('no-answer');
    expect((notes.endedAt ?? 0) - (notes.ringingAt ?? 0)).toBeGreaterThanOrEqual(8450);
  });

  it('…75 does not exist, …76 is blocked by analytics', async () => {
    expect((await final('75')).form).toMatchObject({ CallStatus: 'failed', SipResponseCode: '404' });
    expect((await final('76')).form).toMatchObject({ CallStatus: 'failed', SipResponseCode: '608' });
    const { sid } = await ended('76');
    expect((await client.calls(sid).notifications.list()).map(({ errorCode }) => errorCode)).toEqual([
      '32017',
    ]);
  });

  it('…77 loses its media socket without a word, and then the call', async () => {
    const notes = await ended('77');
    expect([notes.status, notes.endedBy, notes.streams[0]?.error]).toEqual(['completed', 'network', 31903]);
    const lost = bridge.streams.filter(({ closeCode }) => closeCode === 1006);
    expect(lost.map(({ messages }) => messages.at(-1)?.message.event)).toEqual(['media']);
    expect((await final('77')).form.CallStatus).toBe('completed');
  });

  it('…78 asks for a time, and …79 presses 9', async () => {
    const later = await ended('78');
    expect(await saidBy(later.sid, 'user')).toContain('tomorrow at three');
    const pressing = await ended('79');
    expect(pressing.pressed).toBe('9');
    const keys = bridge.streams.flatMap(({ messages }) =>
      messages.flatMap(({ message }) => (message.event === 'dtmf' ? [message] : [])),
    );
    expect(keys).toMatchObject([{ dtmf: { track: 'inbound_track', digit: '9' } }]);
  }, 60_000);

  it('…85 reads out a menu, …86 records without a beep', async () => {
    expect([await verdict('85'), await verdict('86')]).toEqual(['machine_start', 'machine_start']);
    expect(await saidBy((await ended('85')).sid, 'user')).toContain('For appointments, press 1.');
    const notes = await ended('86');
    expect(notes.message?.text).toBe('');
  }, 60_000);

  it('…87 is a person whom machine detection takes for a machine, …89 is screened and not put through', async () => {
    expect(await verdict('87')).toBe('machine_start');
    expect(await saidBy((await ended('87')).sid, 'user')).toContain('Tuesday works for me.');
    const screened = await ended('89');
    expect(screened.endedBy).toBe('person');
    expect(await saidBy(screened.sid, 'user')).toContain('state your name');
  }, 60_000);
});
