import type { RulePack } from '../../../contracts/rules.ts';
import { australia } from './au.ts';
import { canada } from './ca.ts';
import { europeanUnion } from './eu.ts';
import { unitedKingdom } from './uk.ts';
import { unitedStates } from './us.ts';
import { states } from './us-states.ts';

/** Rules as they were known when this was released: data, to be confirmed by an operator's lawyer. */
export const STANDARD_PACKS: RulePack[] = [
  australia,
  unitedStates,
  ...states,
  unitedKingdom,
  ...europeanUnion,
  canada,
];
