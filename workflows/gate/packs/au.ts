import { rulePackSchema } from '../../../contracts/rules.ts';

const STANDARD = 'Telecommunications (Telemarketing and Research Calls) Industry Standard 2017, s. 8';
const WEEKDAYS = [1, 2, 3, 4, 5];
const telemarketing = { purposes: ['telemarketing', 'informational'], consentOpens: true };
const research = { purposes: ['research'], consentOpens: true };

/** Australia. Calls that inform are held to the hours of those that sell, which is stricter than the text. */
export const australia = rulePackSchema.parse({
  id: 'AU',
  version: '2026-11-01',
  name: 'Australia',
  asOf: '2026-11-01',
  appliesTo: { country: 'AU' },
  hours: [
    { ...telemarketing, days: WEEKDAYS, from: '09:00', to: '20:00', source: STANDARD, standing: 'sure' },
    { ...telemarketing, days: [6], from: '09:00', to: '17:00', source: STANDARD, standing: 'sure' },
    { ...research, days: WEEKDAYS, from: '09:00', to: '20:30', source: STANDARD, standing: 'sure' },
    { ...research, days: [6, 7], from: '09:00', to: '17:00', source: STANDARD, standing: 'sure' },
  ],
  holidays: [{ closed: true, consentOpens: true, source: STANDARD, standing: 'sure' }],
  registries: [
    {
      purposes: ['telemarketing'],
      registry: 'AU-DNCR',
      maxAgeDays: 30,
      source: 'Do Not Call Register Act 2006, s. 11; Do Not Call Register Regulations 2017',
      standing: 'sure',
    },
  ],
});
