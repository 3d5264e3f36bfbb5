import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { ConsentFact, GateFacts } from '../../../contracts/gate.ts';
import { type CallPurpose, type ConsentBasis, rulePackSchema } from '../../../contracts/rules.ts';
import { decide } from '../../../workflows/gate/decide.ts';
import { STANDARD_PACKS } from '../../../workflows/gate/packs/index.ts';
import { UNION } from '../../../workflows/gate/places/europe.ts';
import { at, facts, washed, written } from './facts.ts';

/** One person by number, and what the gate says of a call at a moment of the wall clock. */
interface Row {
  phone: string;
  zone: string;
  purpose?: CallPurpose;
}

const SYDNEY = { phone: '+61255501234', zone: 'Australia/Sydney' };
const MOBILE = { phone: '+61491570156', zone: 'Australia/Sydney' };
const NEW_YORK = { phone: '+12125550123', zone: 'America/New_York' };
const TOLL_FREE = { phone: '+18005550123', zone: 'America/New_York' };
const LONDON = { phone: '+442079460958', zone: 'Europe/London' };
const BERLIN = { phone: '+4930123', zone: 'Europe/Berlin' };
const TORONTO = { phone: '+14165550123', zone: 'America/Toronto' };

const noonIn = (zone: string) => at('2026-11-20T12:00', zone);

/** Everything a rule could ask for is there, but for what is told otherwise. */
function factsOf({ phone, purpose = 'telemarketing' }: Row, now: number, more: Partial<GateFacts> = {}) {
  return {
    ...facts({
      now,
      person: { phone, lineType: 'unknown', postcode: undefined },
      campaign: { purpose },
      consents: [written],
    }),
    ...more,
  };
}

function verdictAt(row: Row, local: string, more: Partial<GateFacts> = {}) {
  return decide(factsOf(row, at(local, row.zone), more));
}

/** Open from the first minute to the one before the second, by the wall. */
function expectOpen(row: Row, date: string, from: string, to: string) {
  const moment = (clock: string, minutes: number) => at(`${date}T${clock}`, row.zone) + minutes * 60_000;
  const moments = [moment(from, -1), moment(from, 0), moment(to, -1), moment(to, 0)];
  const decisions = moments.map((now) => decide(factsOf(row, now)).decision);
  expect(decisions).toEqual(['defer', 'allow', 'allow', 'defer']);
}

describe('hours by pack', () => {
  it.each<[string, Row, string, string, string]>([
    ['Australia, a weekday', SYDNEY, '2026-11-20', '09:00', '20:00'],
    ['Australia, a Saturday', SYDNEY, '2026-11-21', '09:00', '17:00'],
    ['Australia, research on a weekday', { ...SYDNEY, purpose: 'research' }, '2026-11-20', '09:00', '20:30'],
    ['Australia, research on a Sunday', { ...SYDNEY, purpose: 'research' }, '2026-11-22', '09:00', '17:00'],
    ['an Australian mobile in daylight saving', MOBILE, '2026-11-20', '12:00', '20:00'],
    ['an Australian mobile in winter', MOBILE, '2026-07-24', '11:00', '20:00'],
    ['an Australian mobile on a Saturday', MOBILE, '2026-11-21', '12:00', '17:00'],
    ['an Australian mobile on a Saturday in winter', MOBILE, '2026-07-25', '11:00', '17:00'],
    ['New York', NEW_YORK, '2026-11-22', '08:00', '21:00'],
    ['a state that is not known', { ...TOLL_FREE, purpose: 'informational' }, '2026-11-20', '11:00', '21:00'],
    ['a state that is not known, to sell', TOLL_FREE, '2026-11-20', '13:00', '18:00'],
    ['Florida', { phone: '+13055550123', zone: 'America/New_York' }, '2026-11-20', '08:00', '20:00'],
    [
      'Florida to inform',
      { phone: '+13055550123', zone: 'America/New_York', purpose: 'informational' },
      '2026-11-20',
      '08:00',
      '21:00',
    ],
    ['Oklahoma', { phone: '+14055550123', zone: 'America/Chicago' }, '2026-11-20', '08:00', '20:00'],
    ['Washington', { phone: '+12065550123', zone: 'America/Los_Angeles' }, '2026-11-20', '08:00', '20:00'],
    ['Maryland', { phone: '+14105550123', zone: 'America/New_York' }, '2026-11-20', '08:00', '20:00'],
    ['Massachusetts', { phone: '+16175550123', zone: 'America/New_York' }, '2026-11-20', '08:00', '20:00'],
    ['Connecticut', { phone: '+12035550123', zone: 'America/New_York' }, '2026-11-20', '09:00', '20:00'],
    ['Kentucky', { phone: '+15025550123', zone: 'America/New_York' }, '2026-11-20', '10:00', '21:00'],
    ['Nevada', { phone: '+17025550123', zone: 'America/Los_Angeles' }, '2026-11-20', '09:00', '20:00'],
    ['Michigan', { phone: '+13135550123', zone: 'America/New_York' }, '2026-11-20', '09:00', '21:00'],
    ['Minnesota', { phone: '+16125550123', zone: 'America/Chicago' }, '2026-11-20', '09:00', '21:00'],
    ['New Mexico', { phone: '+15055550123', zone: 'America/Denver' }, '2026-11-20', '09:00', '21:00'],
    ['Rhode Island', { phone: '+14015550123', zone: 'America/New_York' }, '2026-11-20', '09:00', '18:00'],
    ['Britain', LONDON, '2026-11-20', '08:00', '21:00'],
    ['Germany', BERLIN, '2026-11-20', '09:00', '20:00'],
    ['Canada, a weekday', TORONTO, '2026-11-20', '09:00', '21:30'],
    ['Canada, a Saturday', TORONTO, '2026-11-21', '10:00', '18:00'],
  ])('%s', (_, row, date, from, to) => expectOpen(row, date, from, to));

  it.each<[string, Row, string]>([
    ['Australia', SYDNEY, '2026-11-22T12:00'],
    ['Alabama', { phone: '+12055550123', zone: 'America/Chicago' }, '2026-11-22T12:00'],
    ['Louisiana', { phone: '+15045550123', zone: 'America/Chicago' }, '2026-11-22T12:00'],
    ['Mississippi', { phone: '+16015550123', zone: 'America/Chicago' }, '2026-11-22T12:00'],
    ['a state that is not known', TOLL_FREE, '2026-11-22T14:00'],
  ])('closes Sundays in %s', (_, row, local) => expect(verdictAt(row, local).decision).toBe('defer'));

  it.each<[string, Row, string, string]>([
    ['Good Friday in Sydney', SYDNEY, '2026-04-03T12:00', '2026-04-07T09:00'],
    ['Christmas for a mobile', MOBILE, '2026-12-24T20:00', '2026-12-29T12:00'],
    [
      'a day of the state: Western Australia',
      { phone: '+6189000', zone: 'Australia/Perth' },
      '2026-06-01T12:00',
      '2026-06-02T09:00',
    ],
    ['a day of Germany', BERLIN, '2026-05-01T12:00', '2026-05-02T09:00'],
  ])('closes public holidays: %s', (_, row, local, until) => {
    const verdict = verdictAt(row, local);
    expect(verdict).toMatchObject({ decision: 'defer', until: at(until, row.zone) });
  });

  it('keeps a day of one state open in another', () => {
    const person = { phone: SYDNEY.phone, lineType: 'fixed' as const, region: 'NSW' };
    expect(verdictAt(SYDNEY, '2026-06-01T12:00', { person }).decision).toBe('allow');
    const perth = { ...person, region: 'WA' };
    expect(verdictAt(SYDNEY, '2026-06-01T12:00', { person: perth }).decision).toBe('defer');
  });

  it('opens Australian nights and Sundays with a consent that says so, and no other', () => {
    const any = { ...written, outsideHours: true };
    expect(verdictAt(SYDNEY, '2026-11-22T06:00').decision).toBe('defer');
    expect(verdictAt(SYDNEY, '2026-11-22T06:00', { consents: [any] }).decision).toBe('allow');
  });
});

describe('consent by pack', () => {
  const rulesOf = (row: Row, basis?: ConsentBasis) => {
    const now = noonIn(row.zone);
    const consents = basis ? [{ basis, givenAt: now - 1000, expiresAt: now + 3600_000 }] : [];
    return decide(factsOf(row, now, { consents })).reasons.map((reason) => reason.rule);
  };

  it.each<[string, Row, ConsentBasis | undefined, string[]]>([
    ['an American without', NEW_YORK, undefined, ['consent.US']],
    ['an American who said so', NEW_YORK, 'express', ['consent.US']],
    ['an American who wrote so', NEW_YORK, 'express_written', ['open']],
    ['an American to inform, without', { ...NEW_YORK, purpose: 'informational' }, undefined, ['consent.US']],
    ['an American to inform, who said so', { ...NEW_YORK, purpose: 'informational' }, 'express', ['open']],
    ['a Briton without', LONDON, 'existing_relationship', ['consent.GB']],
    ['a Briton who said so', LONDON, 'express', ['open']],
    ['a German without', BERLIN, undefined, ['consent.DE']],
    ['a German who said so', BERLIN, 'express', ['open']],
    ['a Canadian without', TORONTO, undefined, ['consent.CA']],
    ['an Australian without, on a washed list', SYDNEY, undefined, ['open']],
  ])('%s', (_, row, basis, rules) => expect(rulesOf(row, basis)).toEqual(rules));
});

describe('registers by pack', () => {
  it.each([
    ['AU-DNCR', SYDNEY, 30],
    ['US-NDNC', NEW_YORK, 31],
    ['GB-TPS', LONDON, 28],
    ['CA-DNCL', TORONTO, 31],
  ])('%s', (registry, row, days) => {
    const now = noonIn(row.zone);
    const others = washed(now).filter((wash) => wash.registry !== registry);
    // Packs that ask everybody for consent would spare everybody from the register.
    const packs = STANDARD_PACKS.map((pack) => ({ ...pack, consent: [] }));
    const decision = (age: number | undefined, consents: ConsentFact[] = []) => {
      const own = age === undefined ? [] : [{ registry, washedAt: now - age }];
      return decide(factsOf(row, now, { packs, consents, washes: [...others, ...own] })).decision;
    };
    const day = 24 * 3600_000;
    expect(decision(undefined)).toBe('block');
    expect(decision(days * day)).toBe('block');
    expect(decision(days * day - 1)).toBe('allow');
    expect(decision(undefined, [written])).toBe('allow');
  });
});

describe('frequency', () => {
  const FLORIDA = { phone: '+13055550123', zone: 'America/New_York' };
  const now = noonIn(FLORIDA.zone);
  const dialed = (...hoursAgo: number[]) => ({
    dialedAt: hoursAgo.map((hours) => now - hours * 3600_000),
    dialedEver: hoursAgo.length,
  });
  const florida = (more: Partial<GateFacts>) => decide(factsOf(FLORIDA, now, more));

  it.each(['+13055550123', '+14055550123', '+14105550123'])('is three a day for %s', (phone) => {
    const row = { ...FLORIDA, phone };
    expect(decide(factsOf(row, now, dialed(1, 2))).decision).toBe('allow');
    const fourth = decide(factsOf(row, now, dialed(1, 2, 22)));
    expect(fourth).toMatchObject({ decision: 'defer', until: now + 2 * 3600_000 });
  });

  it('counts rolling hours: after 24 of them a call is forgotten', () => {
    expect(florida(dialed(1, 2, 24)).decision).toBe('allow');
  });

  it('holds for a call-back, where it is law', () => {
    expect(florida({ ...dialed(1, 2, 3), callBack: true }).decision).toBe('defer');
  });

  it('keeps our own limits: by the week, and in all', () => {
    const caps = [{ calls: 2, hours: 168 }, { calls: 5 }];
    const week = florida({ ...dialed(1, 90), caps });
    expect(week).toMatchObject({ decision: 'defer', until: now + 78 * 3600_000 });
    expect(week.reasons.map((reason) => reason.rule)).toEqual(['frequency.own']);
    expect(florida({ ...dialed(1), dialedEver: 5, caps })).toMatchObject({
      decision: 'block',
      outcome: 'expired',
    });
    expect(florida({ ...dialed(1), dialedEver: 4, caps }).decision).toBe('allow');
  });
});

describe('the packs', () => {
  it('have ids and versions of their own, and each says how far it is to be relied on', () => {
    expect(new Set(STANDARD_PACKS.map((pack) => pack.id)).size).toBe(STANDARD_PACKS.length);
    for (const pack of STANDARD_PACKS) expect(rulePackSchema.parse(pack)).toEqual(pack);
  });

  it('are all in the manual', () => {
    const manual = readFileSync(path.join(import.meta.dirname, '../../../docs/gate.md'), 'utf8');
    const members = UNION.map(({ country }) => country);
    const named = STANDARD_PACKS.filter((pack) => !members.includes(pack.id));
    expect(named.filter((pack) => !manual.includes(`\`${pack.id}\``))).toEqual([]);
  });
});
