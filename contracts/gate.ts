import type { CampaignState } from './campaign.ts';
import type { Outcome } from './outcome.ts';
import type { CallPurpose, LineType, RulePack } from './rules.ts';
import type { Schedule } from './schedule.ts';

/**
 * What the gate is told, and what it answers. Plain values: facts and verdict are stored with the call as they are, so
 * that a decision can be shown, exported, and made again with other rules. Times are epoch milliseconds.
 */
export interface GateFacts {
  now: number;
  person: PersonFacts;
  campaign: {
    id: string;
    state: CampaignState;
    /** What the call is for decides which rules of a pack apply. */
    purpose: CallPurpose;
    maxAttempts: number;
    /** Asks for consent also where no rule does. */
    requireConsent: boolean;
    schedule: Schedule;
  };
  /** Attempts made in this campaign before this one. */
  attemptsMade: number;
  /** When this person was dialed, by whatever campaign or hand, newest first; at least those of the last 8 days. */
  dialedAt: number[];
  /** How often in all. */
  dialedEver: number;
  suppressions: SuppressionFact[];
  consents: ConsentFact[];
  /** When each registry's list was last washed against; a registry that is not here never was. */
  washes: { registry: string; washedAt: number }[];
  /**
   * The rules in force here: those of the installation, and its own. The gate picks by jurisdiction, and blocks people of
   * whose country no pack knows. `none` switches law off, for installations that reach no real telephone.
   */
  packs: RulePack[] | 'none';
  /** Limits of ours, beside those of the packs. */
  caps?: Cap[];
  /**
   * A person asked for this call at this moment: the campaign's own hours, attempts and our own caps do not bind it, law
   * and the campaign's state do.
   */
  callBack?: boolean;
}

/** At most so many calls to one person in so many rolling hours; in all, where no hours are given. */
export interface Cap {
  calls: number;
  hours?: number;
}

export interface PersonFacts {
  /** E.164. The gate looks at no more than `phoneArea` of it, and no more than that is stored with the facts. */
  phone: string;
  lineType: LineType;
  /** Evidence of where they are, each kind as far as it was given. IANA name. */
  timeZone?: string;
  /** ISO 3166-1, two letters. */
  country?: string;
  /** State, province or territory by the code of its country's post, such as `NSW` or `FL`. */
  region?: string;
  postcode?: string;
}

export interface SuppressionFact {
  kind: 'internal' | 'registry' | 'campaign' | 'reassigned';
  /** Which registry or list. */
  list?: string;
  at: number;
}

export interface ConsentFact {
  basis: 'express_written' | 'express' | 'existing_relationship';
  givenAt: number;
  expiresAt?: number;
  revokedAt?: number;
  /** It says that calls may come outside of the usual hours too; a consent that does not say so opens none. */
  outsideHours?: boolean;
}

export interface Reason {
  /** Such as `suppression.internal`, `hours.AU`, `frequency.US-FL`: stable, for counting. */
  rule: string;
  /** A sentence for people. */
  text: string;
}

export type Verdict = {
  reasons: Reason[];
  /** Packs that had a say, and in which version. */
  packs: { id: string; version: string }[];
  /** IANA names of the zones the person may be in. */
  zones: string[];
} & (
  | { decision: 'allow' }
  | { decision: 'defer'; until: number }
  | { decision: 'block'; outcome: Extract<Outcome, 'suppressed' | 'expired' | 'blocked'> }
);
