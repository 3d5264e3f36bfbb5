import type { Verdict } from '../contracts/gate.ts';
import type { GateRecord } from '../contracts/gate-record.ts';
import type { Outcome } from '../contracts/outcome.ts';
import { phonesOf } from '../platform/models/contact.ts';
import { suppressionsOf } from '../platform/models/suppression.ts';
import { decide } from '../workflows/gate/decide.ts';
import { TWILIO_TIMEOUT_MS } from './clients/twilio.ts';
import { factsFor, type GateReading, suppressionFacts } from './gate-facts.ts';
import { gateRecord } from './gate-record.ts';
import type { GateEnv } from './rules-in-force.ts';

export interface Asked extends GateReading {
  verdict: Verdict;
  record: GateRecord;
}

/** Asks the gate about one call, by the records as they are now. */
export async function askGate(env: GateEnv, callId: string, chosen?: string): Promise<Asked> {
  return answerTo(env, await factsFor(env, callId, chosen));
}

/**
 * Asks again right before dialing: the answer is some tenths of a second old by then, and no objection and no closing
 * time may be passed over, not even where the request is as slow on its way as it may be. What else it was told stands.
 */
export async function askAgain(env: GateEnv, { campaign, contact, phone, facts }: Asked): Promise<Asked> {
  const docs = await suppressionsOf([...new Set([phone, ...phonesOf(contact)])]);
  const suppressions = suppressionFacts(docs, phone, campaign.settings.suppressionLists);
  const now = Date.now();
  const asOf = (at: number) =>
    answerTo(env, { campaign, contact, phone, facts: { ...facts, suppressions, now: at } });
  const answer = asOf(now);
  return answer.verdict.decision === 'allow' ? asOf(now + TWILIO_TIMEOUT_MS) : answer;
}

function answerTo(env: GateEnv, reading: GateReading): Asked {
  const verdict = decide(reading.facts);
  return {
    ...reading,
    verdict,
    record: gateRecord(verdict, reading.facts, reading.phone, env.SESSION_SECRET),
  };
}

/** What becomes of a call that may not be made now. */
export function keptFrom(
  verdict: Exclude<Verdict, { decision: 'allow' }>,
):
  | { kind: 'refused'; outcome: Outcome; reason: string }
  | { kind: 'deferred'; until: number; reason: string } {
  const reason = verdict.reasons.map(({ text }) => text).join('; ');
  if (verdict.decision === 'defer') return { kind: 'deferred', until: verdict.until, reason };
  return { kind: 'refused', outcome: verdict.outcome, reason };
}
