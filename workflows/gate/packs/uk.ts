import { rulePackSchema } from '../../../contracts/rules.ts';

const PECR = 'Privacy and Electronic Communications Regulations 2003, reg. 19; read as including AI voices';
const TPS = 'Privacy and Electronic Communications Regulations 2003, reg. 21';
const CAUTION = 'No statute sets hours: a cautious default of ours';

/** The United Kingdom, whose packs and numbers go by `GB`. */
export const unitedKingdom = rulePackSchema.parse({
  id: 'GB',
  version: '2026-11-01',
  name: 'the United Kingdom',
  asOf: '2026-11-01',
  appliesTo: { country: 'GB' },
  hours: [
    { days: [1, 2, 3, 4, 5, 6], from: '08:00', to: '21:00', source: CAUTION, standing: 'confirm' },
    { days: [7], from: '09:00', to: '21:00', source: CAUTION, standing: 'confirm' },
  ],
  consent: [{ purposes: ['telemarketing'], basis: 'express', source: PECR, standing: 'reported' }],
  registries: ['GB-TPS', 'GB-CTPS'].map((registry) => ({
    purposes: ['telemarketing'],
    registry,
    maxAgeDays: 28,
    source: TPS,
    standing: 'confirm',
  })),
});
