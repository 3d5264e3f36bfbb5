import { describe, expect, it } from '@jest/globals';
import type { GateFacts } from '../../../contracts/gate.ts';
import { type LineType, rulePackSchema } from '../../../contracts/rules.ts';
import { decide } from '../../../workflows/gate/decide.ts';
import { STANDARD_PACKS } from '../../../workflows/gate/packs/index.ts';
import { at, facts, schedule, written } from './facts.ts';

const PERTH = 'Australia/Perth';
const office = { timeZone: PERTH, days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' };
const rules = (given: GateFacts) => decide(given).reasons.map((reason) => reason.rule);

describe('the gate', () => {
  it('allows a call when nothing speaks against it, and says which packs had a say', () => {
    expect(decide(facts())).toEqual({
      decision: 'allow',
      reasons: [{ rule: 'open', text: 'It is 10:00 in Perth' }],
      packs: [{ id: 'AU', version: '2026-11-01' }],
      zones: [PERTH],
    });
  });

  it.each(['paused', 'stopped', 'draft', 'completed'] as const)('waits while a campaign is %s', (state) => {
    const given = facts({ campaign: { state } });
    expect(decide(given)).toMatchObject({
      decision: 'defer',
      until: given.now + 60_000,
      reasons: [{ rule: 'campaign.state', text: `The campaign is ${state}` }],
    });
  });

  it('gives a contact up when all attempts are used, unless the person asked for this call', () => {
    expect(decide(facts({ attemptsMade: 3 }))).toMatchObject({ decision: 'block', outcome: 'expired' });
    expect(decide(facts({ attemptsMade: 3, callBack: true })).decision).toBe('allow');
  });

  it.each(['internal', 'campaign', 'reassigned', 'registry'] as const)(
    'keeps to a suppression: %s',
    (kind) => {
      const list = kind === 'registry' ? 'of-no-pack' : 'AU-DNCR';
      const given = facts({ suppressions: [{ kind, list, at: 0 }], consents: [written] });
      expect(decide(given)).toMatchObject({
        decision: 'block',
        outcome: 'suppressed',
        reasons: [{ rule: `suppression.${kind}` }],
      });
    },
  );

  it('lets an express consent spare from a register that allows for it', () => {
    const suppressions = [{ kind: 'registry' as const, list: 'AU-DNCR', at: 0 }];
    expect(decide(facts({ suppressions, consents: [written] })).decision).toBe('allow');
    const revoked = { ...written, revokedAt: facts().now };
    expect(rules(facts({ suppressions, consents: [revoked] }))).toEqual(['suppression.registry']);
    const related = { ...written, basis: 'existing_relationship' as const };
    expect(rules(facts({ suppressions, consents: [related] }))).toEqual(['suppression.registry']);
  });

  it('asks for a consent where the campaign does', () => {
    const campaign = { requireConsent: true };
    expect(rules(facts({ campaign }))).toEqual(['consent.campaign']);
    expect(decide(facts({ campaign, consents: [written] })).decision).toBe('allow');
  });

  it('waits for the hours of the campaign, and says where', () => {
    const campaign = { schedule: schedule({ windows: [office] }) };
    expect(decide(facts({ campaign, now: at('2026-11-20T18:00', PERTH) }))).toMatchObject({
      decision: 'defer',
      until: at('2026-11-23T09:00', PERTH),
      reasons: [
        { rule: 'hours.AU', text: 'Waiting for Monday 09:00 in Perth' },
        { rule: 'window', text: "Outside of the campaign's hours" },
      ],
    });
    const early = decide(facts({ campaign, now: at('2026-11-20T08:59:59', PERTH) }));
    expect(early).toMatchObject({ until: at('2026-11-20T09:00', PERTH) });
    expect(early.reasons[0]?.text).toBe('Waiting for 09:00 in Perth');
  });

  it('frees a call-back from our own hours and caps, but not from law', () => {
    const campaign = { schedule: schedule({ windows: [office] }) };
    const own = { campaign, caps: [{ calls: 1 }], dialedEver: 4, callBack: true };
    expect(decide(facts({ ...own, now: at('2026-11-20T19:30', PERTH) })).decision).toBe('allow');
    expect(decide(facts({ ...own, now: at('2026-11-20T20:30', PERTH) })).decision).toBe('defer');
  });

  it('keeps to the days of a campaign, in the time of the person', () => {
    const on = (over: Parameters<typeof schedule>[0], now = at('2026-11-20T10:00', PERTH)) =>
      decide(facts({ now, campaign: { schedule: schedule(over) } }));
    expect(on({ startDate: '2026-12-29' })).toMatchObject({
      decision: 'defer',
      until: at('2026-12-29T09:00', PERTH),
    });
    expect(on({ blackoutDates: ['2026-11-20', '2026-11-21'] })).toMatchObject({
      decision: 'defer',
      until: at('2026-11-23T09:00', PERTH),
    });
    expect(on({ endDate: '2026-11-20' }).decision).toBe('allow');
    expect(on({ endDate: '2026-11-20' }, at('2026-11-20T20:00', PERTH))).toMatchObject({
      decision: 'block',
      outcome: 'expired',
      reasons: [{ rule: 'hours.AU' }, { rule: 'expired' }],
    });
    expect(on({ endDate: '2026-11-19' })).toMatchObject({ decision: 'block', outcome: 'expired' });
  });

  it('gives up where no moment of a fortnight is open', () => {
    const never = { windows: [{ ...office, from: '02:00', to: '05:00' }] };
    expect(decide(facts({ campaign: { schedule: schedule(never) } }))).toMatchObject({
      decision: 'block',
      outcome: 'expired',
      reasons: [{ rule: 'window' }, { rule: 'expired' }],
    });
  });

  it('opens where any of several windows does, one that runs over midnight included', () => {
    const night = { ...office, timeZone: 'contact', from: '19:00', to: '01:00' };
    const campaign = { schedule: schedule({ windows: [office, night] }) };
    const when = (local: string) => decide(facts({ campaign, now: at(local, PERTH), packs: 'none' }));
    expect(when('2026-11-20T16:59').decision).toBe('allow');
    expect(when('2026-11-20T17:00')).toMatchObject({ until: at('2026-11-20T19:00', PERTH) });
    expect(when('2026-11-21T00:59').decision).toBe('allow');
    expect(when('2026-11-21T01:00')).toMatchObject({ until: at('2026-11-23T09:00', PERTH) });
  });

  it('opens a window in the time of the person only while it is open wherever they may be', () => {
    const windows = [{ ...office, timeZone: 'contact' }];
    const when = (local: string) =>
      decide(
        facts({
          now: at(local, 'Australia/Sydney'),
          person: { postcode: undefined },
          campaign: { schedule: schedule({ windows }) },
          packs: 'none',
        }),
      );
    expect(when('2026-11-20T11:59')).toMatchObject({
      until: at('2026-11-20T12:00', 'Australia/Sydney'),
      reasons: [{ rule: 'window', text: 'Waiting for 09:00 in Perth' }],
    });
    expect(when('2026-11-20T16:59').decision).toBe('allow');
    expect(when('2026-11-20T17:00').decision).toBe('defer');
  });

  it('does not put a call off to a moment at which the consent has run out', () => {
    const now = at('2026-11-20T22:00', 'Europe/London');
    const person = { phone: '+442079460958', postcode: undefined };
    const until = (hours: number) => [{ ...written, expiresAt: now + hours * 3600_000 }];
    expect(decide(facts({ now, person, consents: until(11) })).decision).toBe('defer');
    expect(decide(facts({ now, person, consents: until(10) }))).toMatchObject({ outcome: 'expired' });
  });

  it('keeps from lines that a pack closes, and from those that may be one', () => {
    const closed = { lineTypes: ['mobile' as const], source: 'ours', standing: 'sure' as const };
    const packs = STANDARD_PACKS.map((pack) => ({ ...pack, closedLines: [closed] }));
    const on = (lineType: LineType) => rules(facts({ packs, person: { lineType } }));
    expect([on('mobile'), on('unknown'), on('fixed')]).toEqual([['line.AU'], ['line.AU'], ['open']]);
  });

  it.each<[string, Partial<GateFacts['person']>, string]>([
    ['a zone that is none', { timeZone: 'Mars/Olympus' }, 'place.time_zone'],
    ['a postcode that is none', { postcode: '99' }, 'place.postcode'],
    ['a region that is none', { region: 'Atlantis' }, 'place.region'],
    ['a country that is none', { country: 'ZZ', postcode: undefined }, 'place.country'],
    ['a number from nowhere', { phone: '+999123456789' }, 'place.number'],
  ])('blocks what it cannot read: %s', (_, person, rule) => {
    const verdict = decide(facts({ person }));
    expect(verdict).toMatchObject({ decision: 'block', outcome: 'blocked' });
    expect(verdict.reasons.map((reason) => reason.rule)).toContain(rule);
  });

  it('blocks a window in a zone that is none', () => {
    const windows = [{ ...office, timeZone: 'Mars/Olympus' }];
    expect(rules(facts({ campaign: { schedule: schedule({ windows }) } }))).toEqual(['window.time_zone']);
  });

  it('blocks people of whose country no pack in force knows', () => {
    expect(rules(facts({ packs: [] }))).toEqual(['pack.missing']);
  });

  it("lets a pack of one's own open a country, where its zone is stated and its holidays are known", () => {
    const rule = { source: 'ours', standing: 'confirm' as const };
    const own = (country: string) =>
      rulePackSchema.parse({
        id: `own-${country.toLowerCase()}`,
        version: '1',
        name: country,
        asOf: '2026-11-01',
        appliesTo: { country },
        holidays: [{ ...rule, closed: true }],
      });
    const packs = [...STANDARD_PACKS, own('NZ'), own('KP')];
    const there = { phone: '+6421555123', timeZone: 'Pacific/Auckland', postcode: undefined };
    expect(rules(facts({ packs, person: there }))).toEqual(['open']);
    expect(rules(facts({ packs, person: { ...there, timeZone: undefined } }))).toEqual(['place.time_zone']);
    expect(rules(facts({ person: there }))).toEqual(['pack.missing']);
    expect(rules(facts({ packs, person: { ...there, country: 'KP' } }))).toEqual(['holidays.own-kp']);
  });

  it('can be told that no law is in force, and then needs no place', () => {
    const nowhere = { packs: 'none' as const, person: { phone: '+999123456789', postcode: undefined } };
    const night = at('2026-11-22T03:00', PERTH);
    expect(decide(facts({ ...nowhere, now: night, washes: [] })).decision).toBe('allow');
    const windows = [{ ...office, timeZone: 'contact' }];
    expect(rules(facts({ ...nowhere, campaign: { schedule: schedule({ windows }) } }))).toEqual([
      'place.number',
    ]);
  });
});
