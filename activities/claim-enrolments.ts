import type { Verdict } from '../contracts/gate.ts';
import type { GateRecord } from '../contracts/gate-record.ts';
import { callIdOf } from '../contracts/ids.ts';
import type { Outcome } from '../contracts/outcome.ts';
import type { CampaignDoc } from '../platform/models/campaign.ts';
import { type ContactDoc, Contacts } from '../platform/models/contact.ts';
import { BY_CALL_BACK, BY_DUE, type EnrolmentDoc, Enrolments } from '../platform/models/enrolment.ts';
import { decide } from '../workflows/gate/decide.ts';
import { gateReading } from './gate-facts.ts';
import { briefRecord, gateRecord } from './gate-record.ts';
import { knownOf } from './known-people.ts';
import { freeLine, takeLine, takeReservedLine } from './lines.ts';
import type { Turn } from './room.ts';
import { type GateEnv, rulesInForce } from './rules-in-force.ts';

/** Claims kept small, so that a pause bites at once: nothing waits long between claim and dialing. */
export const PAGE = 50;
/** Whoever waits for a list to be washed is looked at again this much later. */
const UNWASHED_MS = 3_600_000;

type Blocked = Verdict & { decision: 'block' };

/**
 * Claims due enrolments together with free lines and returns the calls to start. What a worker that died had
 * claimed and not started comes first. Every step is a compare-and-set, so repeating any of it claims nobody twice.
 * Where many are due and none may be called, it looks at a page of them and not at so many as it has room for.
 * @param onUnwashed told why, where a list that was not washed keeps everybody from being called whom it looked at: that is
 * no fault of theirs, so they go on waiting
 */
export async function claimEnrolments(
  env: GateEnv,
  campaign: CampaignDoc,
  turn: Turn,
  onUnwashed: (reason: string) => void = () => {},
): Promise<string[]> {
  const left = await Enrolments.find({ campaignId: campaign._id, state: 'claimed' }).limit(PAGE).lean();
  if (turn.room <= 0) return left.flatMap(callsOf);
  const due = await dueNow(campaign._id, PAGE);
  if (due.length === 0) return left.flatMap(callsOf);
  const fresh = await claimPage(env, campaign, due, turn, onUnwashed);
  return [...left.flatMap(callsOf), ...fresh];
}

/** Who asked to be called back goes before the others. */
async function dueNow(campaignId: string, most: number): Promise<EnrolmentDoc[]> {
  const now = { $lte: new Date() };
  const due = { campaignId, state: 'waiting' as const, dueAt: now };
  const asked = await Enrolments.find({ ...due, 'callBack.at': { $type: 'date', ...now } })
    .hint(BY_CALL_BACK)
    .limit(most)
    .lean();
  if (asked.length === most) return asked;
  const others = await Enrolments.find(due).hint(BY_DUE).limit(most).lean();
  const first = new Set(asked.map(({ _id }) => _id));
  return [...asked, ...others.filter(({ _id }) => !first.has(_id))].slice(0, most);
}

function callsOf(enrolment: EnrolmentDoc): string[] {
  return enrolment.callId ? [enrolment.callId] : [];
}

async function claimPage(
  env: GateEnv,
  campaign: CampaignDoc,
  due: EnrolmentDoc[],
  turn: Turn,
  onUnwashed: (reason: string) => void,
): Promise<string[]> {
  const contacts = await contactsOf(due);
  const [rules, known] = await Promise.all([rulesInForce(env), knownOf([...contacts.values()])]);
  const claimed: string[] = [];
  const unwashed: [EnrolmentDoc, Blocked][] = [];
  for (const enrolment of due) {
    if (claimed.length >= turn.room) break;
    const contact = contacts.get(enrolment.contactId);
    if (!contact) {
      await end(enrolment, 'suppressed');
      continue;
    }
    const attempt = enrolment.attempts + 1;
    const { facts, phone } = gateReading({ campaign, contact, enrolment, attempt }, known(contact), rules);
    const verdict = decide(facts);
    if (verdict.decision === 'defer') await putOff(enrolment, verdict);
    if (verdict.decision === 'block' && isUnwashed(verdict)) unwashed.push([enrolment, verdict]);
    else if (verdict.decision === 'block') {
      await end(
        enrolment,
        outcomeOf(verdict, enrolment),
        gateRecord(verdict, facts, phone, env.SESSION_SECRET),
      );
    }
    if (verdict.decision !== 'allow') continue;
    const claim = await claimOne(enrolment, turn);
    if (claim === 'no line') break;
    if (claim !== 'lost') claimed.push(claim.callId);
  }
  if (claimed.length > 0) await Promise.all(unwashed.map(([one, verdict]) => waitForWash(one, verdict)));
  else if (unwashed[0]) onUnwashed(unwashed[0][1].reasons.map(({ text }) => text).join('; '));
  return claimed;
}

async function contactsOf(due: EnrolmentDoc[]): Promise<Map<string, ContactDoc>> {
  const contacts = await Contacts.find({ _id: { $in: due.map((enrolment) => enrolment.contactId) } }).lean();
  return new Map(contacts.map((contact) => [contact._id, contact]));
}

async function claimOne(
  enrolment: EnrolmentDoc,
  { reserve }: Turn,
): Promise<'no line' | 'lost' | { callId: string }> {
  const { _id, campaignId, contactId, attempts } = enrolment;
  const callId = callIdOf({ campaignId, contactId, attempt: attempts + 1 });
  const line = enrolment.callBack ? takeReservedLine(callId, reserve) : takeLine(callId, reserve);
  if (!(await line)) return 'no line';
  const claim = await Enrolments.updateOne(
    { _id, state: 'waiting', attempts },
    // Why it was put off is over: what it waits for next is another matter.
    { $set: { state: 'claimed', callId, attempts: attempts + 1 }, $unset: { gate: 1 } },
  );
  if (claim.modifiedCount === 1) return { callId };
  // Whoever won the same claim holds the line by the same call id: only a line that nobody needs is given back.
  const won = await Enrolments.exists({ _id, callId, state: { $in: ['claimed', 'calling'] } });
  if (!won) await freeLine(callId);
  return 'lost';
}

async function putOff(enrolment: EnrolmentDoc, verdict: Verdict & { decision: 'defer' }): Promise<void> {
  await wait(enrolment, verdict.until, verdict);
}

/** Nothing but a register that was not asked, or too long ago, speaks against it. */
function isUnwashed({ reasons }: Blocked): boolean {
  return reasons.every(({ rule }) => rule.startsWith('registry.'));
}

/** Others of the campaign may be called, so it goes on without them meanwhile. */
async function waitForWash(enrolment: EnrolmentDoc, verdict: Blocked): Promise<void> {
  await wait(enrolment, Date.now() + UNWASHED_MS, verdict);
}

async function wait(enrolment: EnrolmentDoc, until: number, verdict: Verdict): Promise<void> {
  await Enrolments.updateOne(
    { _id: enrolment._id, state: 'waiting', attempts: enrolment.attempts },
    { $set: { dueAt: new Date(until), gate: briefRecord(verdict) } },
  );
}

/** Whoever was called and is not to be called again keeps the outcome of the last call. */
function outcomeOf({ outcome }: Blocked, enrolment: EnrolmentDoc): Outcome {
  return outcome === 'expired' ? (enrolment.outcome ?? 'expired') : outcome;
}

async function end(enrolment: EnrolmentDoc, outcome: Outcome, gate?: GateRecord): Promise<void> {
  await Enrolments.updateOne(
    { _id: enrolment._id, state: 'waiting', attempts: enrolment.attempts },
    { $set: { state: 'done', outcome, ...(gate ? { gate } : {}) } },
  );
}
