import { type RulePack, rulePackSchema } from '../../../contracts/rules.ts';
import { UNION } from '../places/europe.ts';

const EPRIVACY = 'Directive 2002/58/EC, art. 13(1), as each member made it law';
const CAUTION = 'National law differs: a cautious default of ours';

/** Each member of the European Union by the same rules: what national law adds belongs into an installation's own pack. */
export const europeanUnion: RulePack[] = UNION.map(({ country, name }) =>
  rulePackSchema.parse({
    id: country,
    version: '2026-11-01',
    name,
    asOf: '2026-11-01',
    appliesTo: { country },
    hours: [{ days: [1, 2, 3, 4, 5, 6], from: '09:00', to: '20:00', source: CAUTION, standing: 'confirm' }],
    holidays: [{ closed: true, source: CAUTION, standing: 'confirm' }],
    consent: [{ purposes: ['telemarketing'], basis: 'express', source: EPRIVACY, standing: 'reported' }],
  }),
);
