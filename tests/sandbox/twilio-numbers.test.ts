import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Sandbox } from '../../sandbox/server.ts';
import { CALLER, startSandbox, twilioClient } from './support/world.ts';

describe('the numbers of an account', () => {
  const SECOND = '+61355501000';
  const VERIFIED = '+61855501000';
  let sandbox: Sandbox;
  let client: ReturnType<typeof twilioClient>;
  beforeAll(async () => {
    sandbox = await startSandbox({ callerIds: [CALLER, SECOND], verifiedIds: [VERIFIED] });
    client = twilioClient(sandbox);
  });
  afterAll(() => sandbox.close());

  it('are listed page by page, those it owns and those it has verified', async () => {
    const owned = await client.incomingPhoneNumbers.list({ pageSize: 1 });
    expect(owned.map(({ phoneNumber }) => phoneNumber)).toEqual([CALLER, SECOND]);
    expect(owned[0]).toMatchObject({ sid: expect.stringMatching(/^PN/), capabilities: { voice: true } });
    const [verified] = await client.outgoingCallerIds.list();
    expect(verified).toMatchObject({ phoneNumber: VERIFIED });
    expect(await client.incomingPhoneNumbers.list({ phoneNumber: SECOND })).toHaveLength(1);
  });

  it('are the ones that may be shown', async () => {
    const call = { to: '+61255502017', twiml: '<Response/>' };
    for (const from of [SECOND, VERIFIED])
      expect(await client.calls.create({ ...call, from })).toMatchObject({ from });
    await expect(client.calls.create({ ...call, from: '+61755501000' })).rejects.toMatchObject({
      code: 21210,
    });
  });
});
