import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CallNotes } from '../../sandbox/referee.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { startBridge } from './support/bridge.ts';
import { type Receiver, startReceiver } from './support/receiver.ts';
import { connectTwiml, type StreamServer } from './support/stream-server.ts';
import { API_KEY, CALLER, startSandbox, twilioClient, until } from './support/world.ts';

/** How a conversation comes out, by the title of its analysis. */
const TITLES: Record<string, string> = {
  '0': 'Appointment booked',
  '1': 'Appointment booked',
  '2': 'Appointment booked',
  '3': 'Not interested',
  '4': 'Call back wanted',
  '8': 'Message left',
  '9': 'Appointment booked',
  '80': 'Nothing said',
  '81': 'Appointment booked',
  '82': 'Asked not to be called',
  '83': 'Nothing said',
  '98': 'Ended early',
};

/** Real talk takes seconds, so all calls are made at once and each test waits for its own. */
describe('what the ending of a number does', () => {
  let sandbox: Sandbox;
  let bridge: StreamServer;
  let receiver: Receiver;
  let client: ReturnType<typeof twilioClient>;

  beforeAll(async () => {
    sandbox = await startSandbox({ timings: undefined });
    bridge = await startBridge(sandbox);
    receiver = await startReceiver();
    client = twilioClient(sandbox, 2000);
    await Promise.all([...Object.keys(TITLES), '93', '94', '95', '96', '97'].map(create));
  });
  afterAll(async () => {
    await sandbox.close();
    await bridge.close();
    await receiver.close();
  });

  const numberOf = (ending: string) => `+6125550210${ending}`.slice(0, 12 - ending.length) + ending;
  const create = (ending: string) =>
    client.calls.create({
      to: numberOf(ending),
      from: CALLER,
      twiml: connectTwiml(bridge.url),
      statusCallback: `${receiver.url}/${ending}`,
      statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
    });
  const notesOf = (ending: string) =>
    sandbox.referee.report().calls.filter((call) => call.to === numberOf(ending));
  const ended = (ending: string, nth = 0): Promise<CallNotes> =>
    until(() => {
      const notes = notesOf(ending)[nth];
      return notes?.endedAt !== undefined && notes;
    }, 45_000);
  const statuses = (ending: string) =>
    receiver.received.filter(({ path }) => path === `/${ending}`).map(({ form }) => form.CallStatus);
  const conversation = async (callSid: string) => {
    const ask = async (path: string) => {
      const response = await fetch(`${sandbox.url}/v1/convai/conversations${path}`, {
        headers: { 'xi-api-key': API_KEY },
      });
      return (await response.json()) as {
        status: string;
        conversations: { conversation_id: string }[];
        transcript: { role: string; message: string | null; interrupted: boolean }[];
        analysis: { call_summary_title: string };
      };
    };
    return until(async () => {
      const id = (await ask(`?user_id=${callSid}`)).conversations[0]?.conversation_id;
      const found = id === undefined ? undefined : await ask(`/${id}`);
      return found !== undefined && found.status === 'done' && found;
    });
  };
  const said = ({ transcript }: Awaited<ReturnType<typeof conversation>>, role: string) =>
    transcript.flatMap((turn) => (turn.role === role && turn.message ? [turn.message] : []));

  it.each([
    ['5', 'busy', []],
    ['6', 'no-answer', ['ringing']],
    ['7', 'failed', []],
    ['99', 'no-answer', ['ringing']],
  ])('…%s ends as %s without an answer', async (ending, status, between) => {
    await create(ending);
    const notes = await ended(ending);
    expect([notes.status, notes.answeredAt]).toEqual([status, undefined]);
    await until(() => statuses(ending).length === 2 + between.length);
    expect(statuses(ending)).toEqual(['initiated', ...between, status]);
  });

  it('people talk as they should', async () => {
    const found: Record<string, string> = {};
    const by: Record<string, string | undefined> = {};
    for (const ending of Object.keys(TITLES)) {
      const notes = await ended(ending);
      expect([ending, notes.status]).toEqual([ending, 'completed']);
      const talked = await conversation(notes.sid);
      found[ending] = talked.analysis.call_summary_title;
      by[ending] = notes.endedBy;
      if (ending === '0')
        expect(said(talked, 'user').slice(-2)).toEqual(['Yes, go ahead.', 'Tuesday works for me.']);
      if (ending === '9') expect(talked.transcript.some((turn) => turn.interrupted)).toBe(true);
      if (ending === '98') expect(said(talked, 'user').at(-1)).toMatch(/^Well, to be honest(?!.*go out)/);
    }
    expect(found).toEqual(TITLES);
    expect([by['0'], by['1'], by['98'], by['83']]).toEqual(['twiml', 'person', 'person', 'person']);
  }, 90_000);

  it('…90 is answered 429 the first time', async () => {
    await expect(create('90')).rejects.toMatchObject({ status: 429, code: 20429 });
    await expect(create('90')).resolves.toMatchObject({ status: 'queued' });
    expect(notesOf('90')).toHaveLength(1);
  });

  it('…91 is accepted and its connection reset', async () => {
    await expect(create('91')).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(notesOf('91')).toHaveLength(1);
    await until(() => notesOf('91')[0]?.initiatedAt !== undefined);
  });

  it('…92 is accepted, and answered long after the call has begun', async () => {
    await expect(create('92')).rejects.toMatchObject({ code: 'ECONNABORTED' });
    await until(() => notesOf('92')[0]?.initiatedAt !== undefined);
  });

  it('…93 loses the final callback, …94 doubles each, …95 sends the middle ones last', async () => {
    await Promise.all(['93', '94', '95'].map((ending) => ended(ending)));
    await until(() => statuses('95').length === 4 && statuses('94').length === 8);
    expect(statuses('93')).toEqual(['initiated', 'ringing', 'in-progress']);
    expect(notesOf('93')[0]?.callbacks.at(-1)).toMatchObject({
      event: 'status:completed',
      result: 'withheld',
    });
    const tokens = receiver.received.filter(({ path }) => path === '/94');
    expect(new Set(tokens.map(({ headers }) => headers['i-twilio-idempotency-token'])).size).toBe(4);
    expect(statuses('95')).toEqual(['initiated', 'completed', 'in-progress', 'ringing']);
    const order = receiver.received
      .filter(({ path }) => path === '/95')
      .map(({ form }) => form.SequenceNumber);
    expect(order).toEqual(['0', '3', '2', '1']);
  }, 60_000);

  it('…96 and …97 are answered the second time', async () => {
    expect([(await ended('96')).status, (await ended('97')).status]).toEqual(['busy', 'no-answer']);
    await Promise.all([create('96'), create('97')]);
    await until(
      () => notesOf('96')[1]?.answeredAt !== undefined && notesOf('97')[1]?.answeredAt !== undefined,
    );
  });
});
