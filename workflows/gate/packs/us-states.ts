import { type RulePack, rulePackSchema } from '../../../contracts/rules.ts';

type Standing = 'sure' | 'reported' | 'confirm';

interface StateRules {
  name: string;
  source: string;
  from: string;
  to: string;
  standing: Standing;
  /** Sundays are closed; holidays too, of which no second source was found. */
  noSunday?: boolean;
  /** Calls in 24 hours to a person. */
  inADay?: number;
}

const hours = (name: string, source: string, from: string, to: string, standing: Standing = 'reported') => ({
  name,
  source,
  from,
  to,
  standing,
});

/** States that are stricter than federal law with those that sell. */
const STATES: Record<string, StateRules> = {
  AL: { ...hours('Alabama', 'Ala. Code 8-19A-14 and 8-19C', '08:00', '20:00', 'confirm'), noSunday: true },
  CT: hours('Connecticut', 'Conn. Gen. Stat. 42-288a', '09:00', '20:00'),
  FL: { ...hours('Florida', 'Fla. Stat. 501.059 and 501.616', '08:00', '20:00'), inADay: 3 },
  KY: hours('Kentucky', 'Ky. Rev. Stat. 367.46955', '10:00', '21:00'),
  LA: { ...hours('Louisiana', 'La. Rev. Stat. 45:844.11 ff.', '08:00', '20:00', 'confirm'), noSunday: true },
  MA: hours('Massachusetts', 'Mass. Gen. Laws ch. 159C', '08:00', '20:00'),
  MD: { ...hours('Maryland', 'Md. Code, Com. Law 14-4501 ff.', '08:00', '20:00'), inADay: 3 },
  MI: hours('Michigan', 'Mich. Comp. Laws 445.111 ff.', '09:00', '21:00'),
  MN: hours('Minnesota', 'Minn. Stat. 325E.30', '09:00', '21:00'),
  MS: { ...hours('Mississippi', 'Miss. Code 77-3-701 ff.', '08:00', '20:00', 'confirm'), noSunday: true },
  NM: hours('New Mexico', 'N.M. Stat. 57-12-22', '09:00', '21:00'),
  NV: hours('Nevada', 'Nev. Rev. Stat. 599B', '09:00', '20:00'),
  OK: { ...hours('Oklahoma', 'Okla. Stat. tit. 15, 775C', '08:00', '20:00'), inADay: 3 },
  RI: hours('Rhode Island', 'R.I. Gen. Laws 5-61', '09:00', '18:00', 'confirm'),
  WA: hours('Washington', 'Wash. Rev. Code 80.36.390 and 19.158', '08:00', '20:00'),
};

export const states: RulePack[] = Object.entries(STATES).map(([region, rules]) => packOf(region, rules));

function packOf(
  region: string,
  { name, from, to, source, standing, noSunday, inADay }: StateRules,
): RulePack {
  const rule = { purposes: ['telemarketing'], source, standing };
  return rulePackSchema.parse({
    id: `US-${region}`,
    version: '2026-11-01',
    name,
    asOf: '2026-11-01',
    appliesTo: { country: 'US', region },
    hours: [{ ...rule, days: noSunday ? [1, 2, 3, 4, 5, 6] : [1, 2, 3, 4, 5, 6, 7], from, to }],
    holidays: noSunday ? [{ ...rule, closed: true, standing: 'confirm' }] : [],
    caps: inADay ? [{ ...rule, calls: inADay, hours: 24 }] : [],
  });
}
