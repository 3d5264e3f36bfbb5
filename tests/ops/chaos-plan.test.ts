import { describe, expect, it } from '@jest/globals';
import { DateTime } from 'luxon';
import { chaosCampaigns } from '../../ops/chaos/campaigns.ts';
import { readOptions } from '../../ops/chaos/options.ts';
import { chaosPeople } from '../../ops/chaos/people.ts';
import { chaosPlan, type Deed, deedInWords, POINTS, VICTIMS } from '../../ops/chaos/plan.ts';
import { faultSets } from '../../ops/chaos/sandbox-control.ts';
import { faultSetSchema as elevenLabsFaults } from '../../sandbox/elevenlabs/standing-faults.ts';
import { ENDINGS } from '../../sandbox/endings.ts';
import { endingOf } from '../../sandbox/scenario.ts';
import { faultSetSchema as twilioFaults } from '../../sandbox/twilio/standing-faults.ts';

const strikes = (plan: Deed[]) => plan.flatMap((deed) => (deed.kind === 'strike' ? [deed] : []));

describe('the plan of a chaos run', () => {
  it('follows from its seed', () => {
    expect(chaosPlan(7, 40, 4)).toEqual(chaosPlan(7, 40, 4));
    expect(chaosPlan(7, 40, 4)).not.toEqual(chaosPlan(8, 40, 4));
  });

  it.each([0, 1, 12, 100])('strikes as often as asked: %d times', (kills) => {
    expect(strikes(chaosPlan(1, kills, 4))).toHaveLength(kills);
  });

  it('strikes at every named point and at everybody, even when it is short', () => {
    const targets = strikes(chaosPlan(3, 12, 4)).map(({ target }) => target);
    expect(targets.flatMap((target) => ('point' in target ? [target.point] : [])).sort()).toEqual(
      [...POINTS].sort(),
    );
    expect(new Set(targets.flatMap((target) => ('victims' in target ? target.victims : [])))).toEqual(
      new Set(VICTIMS),
    );
  });

  it('comes in the order of its moments, freezes for 1 to 8 s, and pauses only what can be calling', () => {
    const plan = chaosPlan(5, 100, 4);
    expect(plan.map(({ at }) => at)).toEqual(plan.map(({ at }) => at).sort((a, b) => a - b));
    const freezes = strikes(plan).flatMap(({ blow }) => (blow.how === 'freeze' ? [blow.ms] : []));
    expect(freezes.length).toBeGreaterThan(20);
    expect(freezes.filter((ms) => ms < 1_000 || ms > 8_000)).toEqual([]);
    const paused = plan.flatMap((deed) => (deed.kind === 'pause' ? [deed.campaign] : []));
    expect(new Set(paused)).toEqual(new Set([0, 1, 2, 3]));
  });

  it('is told in words', () => {
    const words = chaosPlan(1, 24, 4).map(deedInWords);
    expect(words).toContain('kill a worker at "answer withheld"');
    expect(words).toContain("kill the API and the database's store");
  });
});

describe('the people of a chaos run', () => {
  it("cover the sandbox's whole table of endings, and nobody is there twice", () => {
    const people = chaosPeople(ENDINGS.length, 4);
    const met = people.map(({ phone }) => endingOf(phone).name);
    expect(met.sort()).toEqual(ENDINGS.map(({ name }) => name).sort());
    expect(new Set(chaosPeople(2_000, 4).map(({ phone }) => phone)).size).toBe(2_000);
  });
});

describe('the campaigns of a chaos run', () => {
  const now = Date.UTC(2026, 10, 21, 23, 59, 31);
  const campaigns = chaosCampaigns(chaosPeople(100, 1), now, 20);

  it('have hours that are what the referee takes them for', () => {
    for (const { settings, opensAt, closesAt } of campaigns) {
      if (!settings.window) continue;
      const { timeZone, from, to } = settings.window;
      expect(DateTime.fromMillis(opensAt, { zone: timeZone }).toFormat('HH:mm')).toBe(from);
      expect(DateTime.fromMillis(closesAt, { zone: timeZone }).toFormat('HH:mm')).toBe(to);
      expect([opensAt % 60_000, closesAt % 60_000]).toEqual([0, 0]);
    }
  });

  it('are open, opening and closing within two minutes, or closed throughout', () => {
    const standing = campaigns.map(({ opensAt, closesAt }) => [opensAt <= now, closesAt > now + 120_000]);
    expect(standing).toEqual([
      [true, true],
      [true, true],
      [false, true],
      [true, false],
      [false, true],
    ]);
    expect(campaigns[2]?.opensAt).toBeLessThanOrEqual(now + 90_000);
    expect(campaigns[4]?.opensAt).toBeGreaterThan(now + 5 * 3_600_000);
  });

  it('have everybody once, but for a few who are in two', () => {
    const all = campaigns.flatMap(({ contacts }) => contacts.map(({ phone }) => phone));
    expect(new Set(all).size).toBe(100);
    expect(all.length).toBeGreaterThan(100);
    expect(campaigns.every(({ contacts }) => contacts.length > 0)).toBe(true);
  });
});

describe('the faults that the sandbox is asked for', () => {
  it.each([1, 2, 3])('are such as it takes, with seed %d', (seed) => {
    const { twilio, elevenLabs } = faultSets(seed);
    expect(twilioFaults.safeParse(twilio).error).toBeUndefined();
    expect(elevenLabsFaults.safeParse(elevenLabs).error).toBeUndefined();
  });
});

describe('the arguments of npm run chaos', () => {
  it('have defaults, and are read', () => {
    expect(readOptions(['--seed', '9', '--kills', '3', '--keep'])).toMatchObject({
      seed: 9,
      kills: 3,
      contacts: 150,
      keep: true,
    });
  });

  it.each([
    [['--kills', 'many'], /--kills must be a whole number from 0 to 10000, not many/],
    [['--contacts', '1'], /--contacts must be a whole number from 20/],
    [['--sed', '1'], /Use: npm run chaos/],
  ])('%j are refused with a word on what would do', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });
});
