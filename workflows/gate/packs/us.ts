import { rulePackSchema } from '../../../contracts/rules.ts';

const CFR = '47 CFR 64.1200';
const AI_VOICE = 'FCC 24-17 of February 2024: a voice made by AI is an artificial voice';

/** The United States, federal law. Its hours are written for those that sell; here all kinds of call keep to them. */
export const unitedStates = rulePackSchema.parse({
  id: 'US',
  version: '2026-11-01',
  name: 'the United States',
  asOf: '2026-11-01',
  appliesTo: { country: 'US' },
  hours: [
    {
      days: [1, 2, 3, 4, 5, 6, 7],
      from: '08:00',
      to: '21:00',
      source: `${CFR}(c)(1)`,
      standing: 'sure',
    },
  ],
  consent: [
    {
      purposes: ['telemarketing'],
      basis: 'express_written',
      source: `${CFR}(a)(2) and (a)(3); ${AI_VOICE}`,
      standing: 'reported',
    },
    {
      purposes: ['informational', 'research'],
      basis: 'express',
      source: `${CFR}(a)(1) and (a)(3); ${AI_VOICE}`,
      standing: 'reported',
    },
  ],
  registries: [
    {
      purposes: ['telemarketing'],
      registry: 'US-NDNC',
      maxAgeDays: 31,
      source: `${CFR}(c)(2)(i)(D)`,
      standing: 'sure',
    },
  ],
});
