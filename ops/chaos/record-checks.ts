import type { Progress } from '../../contracts/http/campaigns.ts';
import type { Evidence } from './evidence.ts';
import { allowedOutcomes } from './expected-outcomes.ts';

/** Campaigns whose counts in the API are not those of the records. */
export function countersDiffering({ campaigns, records, progress }: Evidence): string[] {
  return campaigns.flatMap(({ id, name }) => {
    const shown = progress.get(id);
    const counted = recount(records.enrolments.filter(({ campaignId }) => campaignId === id));
    const same = shown !== undefined && plain(shown) === plain(counted);
    return same ? [] : [`"${name}": shown ${shown && plain(shown)}, counted ${plain(counted)}`];
  });
}

function recount(enrolments: Evidence['records']['enrolments']): Progress {
  const outcomes: Record<string, number> = {};
  for (const { state, outcome } of enrolments) {
    if (state === 'done') outcomes[outcome ?? 'unknown'] = (outcomes[outcome ?? 'unknown'] ?? 0) + 1;
  }
  const count = (...states: string[]) => enrolments.filter(({ state }) => states.includes(state)).length;
  return {
    total: enrolments.length,
    waiting: count('waiting'),
    up: count('claimed', 'calling'),
    done: count('done'),
    outcomes,
  };
}

function plain({ total, waiting, up, done, outcomes }: Progress): string {
  const fates = Object.entries(outcomes).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify({ total, waiting, up, done, ...Object.fromEntries(fates) });
}

/** A call that was made belongs to one record, which names it; one that is named was made. */
export function callsDiffering({ seen, records }: Evidence): string[] {
  const bySid = new Map(seen.map((call) => [call.sid, call.callId]));
  const byId = new Map(records.calls.map((call) => [call._id, call]));
  const wrong = records.calls
    .filter(({ _id, callSid }) => callSid !== undefined && bySid.get(callSid) !== _id)
    .map(({ _id }) => `${_id} names a call that is not its own`);
  const unnamed = seen
    .filter(({ callId, sid }) => byId.get(callId)?.outcome !== 'unknown' && byId.get(callId)?.callSid !== sid)
    .map(
      ({ callId }) =>
        `${callId} was made, and its record ${byId.has(callId) ? 'does not name it' : 'is missing'}`,
    );
  return [...wrong, ...unnamed];
}

/** Calls whose recorded outcome is not what the sandbox saw them do. */
export function outcomesDiffering({ seen, records, report }: Evidence): string[] {
  const outcomes = new Map(records.calls.map(({ _id, outcome }) => [_id, outcome]));
  const spoken = conversed(report.conversations);
  return seen.flatMap((call) => {
    const outcome = outcomes.get(call.callId);
    const allowed = allowedOutcomes(call, spoken.has(call.callId));
    if (outcome === 'unknown' || (outcome !== undefined && allowed.includes(outcome))) return [];
    return [`${call.callId} ("${call.ending}", ${call.status}) is ${outcome}, not ${allowed.join(' or ')}`];
  });
}

/** Calls of which an agent or a person has said something. */
export function conversed(conversations: Evidence['report']['conversations']): Set<string> {
  const spoken = conversations.filter(({ userTurns, agentTurns }) => userTurns + agentTurns > 0);
  return new Set(spoken.flatMap(({ userId }) => userId ?? []));
}
