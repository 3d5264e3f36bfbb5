import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Consents } from '../../platform/models/consent.ts';
import { Contacts } from '../../platform/models/contact.ts';
import { type ApiWorld, startApiWorld } from './support/world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await startApiWorld();
});
afterAll(() => world?.close());

async function newCampaign(): Promise<string> {
  const answer = await world.asAdmin.post('/api/campaigns').send({ name: 'List' }).expect(201);
  return answer.body.data.id;
}

async function send(id: string, csv: string) {
  const answer = await world.asAdmin
    .post(`/api/campaigns/${id}/contacts`)
    .set('Content-Type', 'text/csv')
    .send(csv)
    .expect(200);
  return answer.body.data;
}

describe('what a list says of people', () => {
  it('is kept on the contact: where they are, and the kind of their line', async () => {
    const id = await newCampaign();
    const csv =
      'phone,time_zone,country,state,zip,line_type\n+61491570156,Australia/Perth,au,wa,6000,mobile\n+61491570157,,,,,\n';
    expect(await send(id, csv)).toMatchObject({ added: 2, rejected: 0 });
    expect(await Contacts.findOne({ phone: '+61491570156' }).lean()).toMatchObject({
      timeZone: 'Australia/Perth',
      country: 'AU',
      region: 'WA',
      postcode: '6000',
      lineType: 'mobile',
      variables: { time_zone: 'Australia/Perth', state: 'wa' },
    });
    expect(await Contacts.findOne({ phone: '+61491570157' }).lean()).not.toHaveProperty('timeZone');
    await send(id, 'phone,state\n+61491570156,NSW\n');
    expect(await Contacts.findOne({ phone: '+61491570156' }).lean()).toMatchObject({
      region: 'NSW',
      timeZone: 'Australia/Perth',
    });
  });

  it('refuses a row whose evidence cannot be read, and says what would do', async () => {
    const csv = [
      'phone,time_zone,state,line_type,consent,consent_given,consent_evidence',
      '+61491570158,Sydney,,,,,',
      '+61491570159,,New South Wales,,,,',
      '+61491570110,,,satellite,,,',
      '+61491570111,,,,perhaps,,',
      '+61491570112,,,,express,soon,On the phone',
      '+61491570113,,,,express,2026-02-30,On the phone',
      '+61491570114,,,,express,2026-01-05,',
      '+61491570115,,,,express,2999-01-05,On the phone',
    ].join('\n');
    const { added, problems } = await send(await newCampaign(), csv);
    expect(added).toBe(0);
    const causes = problems.map(({ cause }: { cause: string }) => cause).join('\n');
    for (const word of [
      'Australia/Sydney',
      'NSW',
      'mobile',
      'express_written',
      '2026-11-21',
      'evidence',
      'future',
    ])
      expect(causes).toContain(word);
  });

  it('keeps a consent as evidence once, however often the list is sent, and tells the agent nothing of it', async () => {
    const id = await newCampaign();
    const csv =
      'phone,consent,consent_given,consent_expires,consent_evidence,consent_outside_hours\n' +
      '+61491570116,Express_Written,2026-01-05,2027-01-05,Form 12 of the fair,yes\n';
    await send(id, csv);
    await send(await newCampaign(), csv);
    const contact = await Contacts.findOne({ phone: '+61491570116' }).lean();
    expect(contact?.variables).toEqual({});
    expect(await Consents.find({ contactId: contact?._id }).lean()).toMatchObject([
      {
        basis: 'express_written',
        evidence: 'Form 12 of the fair',
        givenAt: new Date('2026-01-05'),
        expiresAt: new Date('2027-01-05'),
        outsideHours: true,
        by: 'api-key',
      },
    ]);
  });
});
