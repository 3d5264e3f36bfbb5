import { DateTime } from 'luxon';
import type { ConsentFact, GateFacts, PersonFacts } from '../../../contracts/gate.ts';
import type { Schedule } from '../../../contracts/schedule.ts';
import { STANDARD_PACKS } from '../../../workflows/gate/packs/index.ts';

export const at = (iso: string, zone: string) => DateTime.fromISO(iso, { zone }).toMillis();

export const schedule = (over: Partial<Schedule> = {}): Schedule => ({
  windows: [],
  blackoutDates: [],
  ...over,
});

/** A list washed yesterday against every register that a standard pack asks. */
export const washed = (now: number) =>
  STANDARD_PACKS.flatMap((pack) => pack.registries).map(({ registry }) => ({
    registry,
    washedAt: now - 24 * 3600_000,
  }));

export const written: ConsentFact = { basis: 'express_written', givenAt: 0 };

interface Over extends Partial<Omit<GateFacts, 'person' | 'campaign'>> {
  person?: Partial<PersonFacts>;
  campaign?: Partial<GateFacts['campaign']>;
}

/** A person in Perth on a Friday morning, whom nothing keeps from being called. */
export function facts(over: Over = {}): GateFacts {
  const now = over.now ?? at('2026-11-20T10:00', 'Australia/Perth');
  return {
    attemptsMade: 0,
    dialedAt: [],
    dialedEver: 0,
    suppressions: [],
    consents: [],
    washes: washed(now),
    packs: STANDARD_PACKS,
    ...over,
    now,
    person: { phone: '+61491570156', lineType: 'mobile', postcode: '6000', ...over.person },
    campaign: {
      id: 'c1',
      state: 'running',
      purpose: 'telemarketing',
      maxAttempts: 3,
      requireConsent: false,
      schedule: schedule(),
      ...over.campaign,
    },
  };
}
