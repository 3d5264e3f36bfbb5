import type { RulePack } from '../../../contracts/rules.ts';
import { australia } from './au.ts';

/** Rules as they were known when this was released: data, to be confirmed by an operator's lawyer. */
export const STANDARD_PACKS: RulePack[] = [australia];
