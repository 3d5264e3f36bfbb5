import type { GateFacts, Verdict } from './gate.ts';

/** What the gate was told, as it is kept: of packs their ids and versions, whose text is kept once for all calls. */
export type StoredFacts = Omit<GateFacts, 'packs'> & { packs: { id: string; version: string }[] | 'none' };

/** A verdict as it is kept with a call, or with a contact whom it kept from being called. */
export interface GateRecord {
  decision: Verdict['decision'];
  /** Sentences for people. */
  reasons: string[];
  at: Date;
  /** The whole of it. Records made before there were rule packs lack it. */
  verdict?: Verdict;
  /** With the beginning of the number alone. */
  facts?: StoredFacts;
  /** Which number it was, for whoever knows the number and the secret of the installation. */
  phoneHash?: string;
}
