import type { GateFacts, Verdict } from '../contracts/gate.ts';
import type { GateRecord } from '../contracts/gate-record.ts';
import { phoneHash } from '../platform/phone-hash.ts';

/** A verdict with what it was made of, as it is kept: the facts hold no more than the beginning of the number. */
export function gateRecord(verdict: Verdict, facts: GateFacts, phone: string, secret: string): GateRecord {
  return {
    ...briefRecord(verdict),
    verdict,
    // Of those in force the ones that have a say: the others are of other places.
    facts: { ...facts, packs: facts.packs === 'none' ? 'none' : verdict.packs },
    phoneHash: phoneHash(phone, secret),
  };
}

/** The verdict alone, where another one will follow. */
export function briefRecord({ decision, reasons }: Verdict): GateRecord {
  return { decision, reasons: reasons.map(({ text }) => text), at: new Date() };
}
