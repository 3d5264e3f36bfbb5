import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRandom } from '../../sandbox/random.ts';
import { endingOf } from '../../sandbox/scenario.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import type { Detection } from '../../sandbox/twilio/call-order.ts';
import { judge } from '../../sandbox/twilio/machine-detection.ts';
import { type Receiver, startReceiver } from './support/receiver.ts';
import { CALLER, QUICK, startSandbox, twilioClient, until } from './support/world.ts';

const USUAL: Detection = {
  mode: 'Enable',
  async: true,
  timeoutMs: 30_000,
  speechMs: 2400,
  speechEndMs: 1200,
  silenceMs: 5000,
};
const WAITING: Detection = { ...USUAL, mode: 'DetectMessageEnd' };

function verdict(digits: string, detection: Detection) {
  const { behaviour } = endingOf(`+612555010${digits}`);
  return judge(behaviour, detection, QUICK, createRandom(1, digits));
}

describe('the verdict of machine detection', () => {
  it.each([
    ['10', USUAL, 'human'],
    ['80', USUAL, 'unknown'],
    ['18', USUAL, 'machine_start'],
    ['83', USUAL, 'fax'],
    ['87', USUAL, 'machine_start'],
    ['10', WAITING, 'human'],
    ['18', WAITING, 'machine_end_beep'],
    ['86', WAITING, 'machine_end_silence'],
    ['85', WAITING, 'machine_end_silence'],
    ['87', WAITING, 'machine_end_silence'],
    ['83', WAITING, 'fax'],
  ])('on …%s is as its mode says: %#', (digits, detection, answeredBy) => {
    expect(verdict(digits, detection).answeredBy).toBe(answeredBy);
  });

  it('comes at the end of a greeting, which silence ends, and at the latest when its time is up', () => {
    const [beep, silent] = [verdict('18', WAITING), verdict('86', WAITING)];
    expect(beep.afterMs).toBeGreaterThan(4000);
    expect(silent.afterMs - verdict('86', { ...WAITING, speechEndMs: 500 }).afterMs).toBe(700);
    expect(verdict('18', { ...WAITING, timeoutMs: 3000 })).toEqual({
      answeredBy: 'machine_end_other',
      afterMs: 3000,
    });
  });

  it('goes by how long somebody speaks at first, and how long nobody does', () => {
    expect(verdict('18', { ...USUAL, speechMs: 6000 }).answeredBy).toBe('human');
    expect(verdict('12', { ...USUAL, speechMs: 1000 }).answeredBy).toBe('machine_start');
    expect(verdict('80', { ...USUAL, silenceMs: 2000 })).toEqual({ answeredBy: 'unknown', afterMs: 2000 });
  });
});

describe('machine detection', () => {
  let sandbox: Sandbox;
  let receiver: Receiver;
  let client: ReturnType<typeof twilioClient>;

  beforeAll(async () => {
    sandbox = await startSandbox();
    receiver = await startReceiver();
    client = twilioClient(sandbox);
  });
  afterAll(async () => {
    await sandbox.close();
    await receiver.close();
  });
  const at = (path: string) => receiver.received.filter((one) => one.path === path);

  it('that is synchronous asks for instructions only with the verdict', async () => {
    const to = '+61255502018';
    await client.calls.create({
      to,
      from: CALLER,
      url: `${receiver.url}/sync`,
      machineDetection: 'DetectMessageEnd',
    });
    const { form, at: when } = await until(() => at('/sync')[0]);
    expect(form.AnsweredBy).toBe('machine_end_beep');
    const answeredAt = sandbox.referee.report().calls[0]?.answeredAt ?? 0;
    expect(Number(form.MachineDetectionDuration)).toBeGreaterThan(4000);
    expect(when - answeredAt).toBeGreaterThan(4000);
  });

  it('decides on …88 after the call has ended', async () => {
    const { sid } = await client.calls.create({
      to: '+61255502088',
      from: CALLER,
      twiml: '<Response><Pause length="60"/></Response>',
      statusCallback: `${receiver.url}/88`,
      machineDetection: 'Enable',
      asyncAmd: 'true',
      asyncAmdStatusCallback: `${receiver.url}/88`,
    });
    await until(() => at('/88').length === 2);
    expect(at('/88').map(({ form }) => form.CallStatus ?? form.AnsweredBy)).toEqual(['completed', 'human']);
    expect(at('/88')[0]?.form).not.toHaveProperty('AnsweredBy');
    expect((await client.calls(sid).fetch()).answeredBy).toBe('human');
  });
});
