import type { Finding } from '../../../contracts/http/admin.ts';
import { type CallId, parseCallId } from '../../../contracts/ids.ts';
import { type CallDoc, Calls } from '../../../platform/models/call.ts';
import { Contacts } from '../../../platform/models/contact.ts';
import { Enrolments } from '../../../platform/models/enrolment.ts';
import { type LineDoc, Lines } from '../../../platform/models/line.ts';
import type { ApiDeps } from '../../deps.ts';
import { bounded, callsWithoutWorkflow, type Look, MOST_LOOKED_AT, settledBefore } from './looking.ts';

/** A line or a person that is held, and the call that holds it. */
interface Holding {
  id: string;
  callId: CallId;
  since: Date | null;
}

/** Lines of calls that are over. The sweep gives them back within a minute or two, so more than that is a fault. */
export async function stuckLines(deps: ApiDeps): Promise<Look> {
  const taken = await Lines.find({ callId: { $type: 'string' }, takenAt: { $lt: settledBefore() } }).lean<
    LineDoc[]
  >();
  const holdings = taken.flatMap(({ _id, callId, takenAt }) =>
    callId ? [{ id: _id, callId, since: takenAt }] : [],
  );
  const over = await heldByNobody(deps, holdings);
  return { findings: over.map(lineFinding), truncated: false };
}

/** People who cannot be called, by any campaign, since a call that is over holds them. */
export async function stuckPeople(deps: ApiDeps): Promise<Look> {
  const held = await Contacts.find({ liveCallId: { $type: 'string' } }, { liveCallId: 1 })
    .limit(MOST_LOOKED_AT + 1)
    .lean();
  const { items, truncated } = bounded(held);
  const holdings = items.flatMap(({ _id, liveCallId }) =>
    liveCallId ? [{ id: _id, callId: liveCallId, since: null }] : [],
  );
  const over = (await heldByNobody(deps, holdings)).filter(({ ended }) => ended);
  return { findings: over.map(personFinding), truncated };
}

type Over = Holding & { ended: boolean };

/**
 * What is held by a call that is over, or that is nobody's: neither a workflow nor a contact has it. A call that is
 * recorded as going on is found as such, not by what it holds.
 */
async function heldByNobody(deps: ApiDeps, holdings: Holding[]): Promise<Over[]> {
  const ids = holdings.map(({ callId }) => callId);
  const [calls, up] = await Promise.all([
    Calls.find({ _id: { $in: ids } }, { phase: 1 }).lean<Pick<CallDoc, '_id' | 'phase'>[]>(),
    Enrolments.find(
      { contactId: { $in: ids.flatMap(contactOf) }, state: { $in: ['claimed', 'calling'] } },
      { callId: 1 },
    ).lean(),
  ]);
  const phases = new Map(calls.map(({ _id, phase }) => [_id, phase]));
  const wanted = new Set(up.map(({ callId }) => callId));
  const candidates = holdings.filter(({ callId }) => {
    const phase = phases.get(callId);
    return phase === 'ended' || (phase === undefined && !wanted.has(callId));
  });
  const gone = await callsWithoutWorkflow(
    deps,
    candidates.map(({ callId }) => callId),
  );
  return candidates
    .filter(({ callId }) => gone.has(callId))
    .map((holding) => ({ ...holding, ended: phases.get(holding.callId) === 'ended' }));
}

function contactOf(callId: CallId): string[] {
  const parts = parseCallId(callId);
  return parts ? [parts.contactId] : [];
}

function lineFinding({ id, callId, since, ended }: Over): Finding {
  return {
    kind: 'line_of_ended_call',
    id,
    campaignId: parseCallId(callId)?.campaignId ?? null,
    callId,
    since: since?.toISOString() ?? null,
    explanation: `The line is held by a call that ${ended ? 'is over' : 'never began'}: one call fewer can be up.`,
    help: ['The sweep gives it back within a minute; stuck --repair starts it now. Is a worker running?'],
    repair: 'sweep',
  };
}

function personFinding({ id, callId }: Over): Finding {
  return {
    kind: 'person_held_by_ended_call',
    id,
    campaignId: parseCallId(callId)?.campaignId ?? null,
    callId,
    since: null,
    explanation: 'The contact is held by a call that is over: no campaign can call them.',
    help: ['stuck --repair lets them go.'],
    repair: 'free_person',
  };
}
