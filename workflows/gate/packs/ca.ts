import { rulePackSchema } from '../../../contracts/rules.ts';

const RULES = 'CRTC Unsolicited Telecommunications Rules';

/** Canada. Hours and register are told from memory of the rules' text and want confirming. */
export const canada = rulePackSchema.parse({
  id: 'CA',
  version: '2026-11-01',
  name: 'Canada',
  asOf: '2026-11-01',
  appliesTo: { country: 'CA' },
  hours: [
    { days: [1, 2, 3, 4, 5], from: '09:00', to: '21:30', source: `${RULES}, part III`, standing: 'confirm' },
    { days: [6, 7], from: '10:00', to: '18:00', source: `${RULES}, part III`, standing: 'confirm' },
  ],
  consent: [
    {
      purposes: ['telemarketing'],
      basis: 'express',
      source: `${RULES}, part IV: automatic dialing and announcing devices`,
      standing: 'reported',
    },
  ],
  registries: [
    {
      purposes: ['telemarketing'],
      registry: 'CA-DNCL',
      maxAgeDays: 31,
      source: `${RULES}, part II`,
      standing: 'confirm',
    },
  ],
});
