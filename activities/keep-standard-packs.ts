import { keepPacks } from '../platform/rule-packs.ts';
import { STANDARD_PACKS } from '../workflows/gate/packs/index.ts';

/** Keeps this release's rule packs for good: verdicts name them long after the next release has brought others. */
export function keepStandardPacks(): Promise<void> {
  return keepPacks(STANDARD_PACKS, 'release');
}
