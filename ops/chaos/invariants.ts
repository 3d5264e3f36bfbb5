import { callsUp } from '../demo/referee.ts';
import type { Evidence, SeenCall } from './evidence.ts';
import { callsDiffering, conversed, countersDiffering, outcomesDiffering } from './record-checks.ts';
import { RESUME_LIMIT_SECONDS, resumeTimes } from './resume-times.ts';
import { busiestSecond, grouped } from './spans.ts';

/** How often an invariant was broken, with ids of where; never a number. */
export interface Finding {
  name: string;
  means: string;
  count: number;
  examples: string[];
  /** Whether waiting can help. */
  mayComeRight: boolean;
}

/** From its answer on, a pause may take so long to be obeyed, ms. */
const PAUSE_MS = 2_000;

interface Invariant {
  means: string;
  /** It may still come right by itself: something is late, or is mended by a schedule. */
  mayComeRight?: true;
  /** One text for each time that it was broken. */
  broken: (evidence: Evidence) => string[];
}

const INVARIANTS: Record<string, Invariant> = {
  doubledCalls: {
    means: 'calls made twice for one attempt, or two calls to one person at once',
    broken: ({ seen }) => [...repeated(seen), ...overlapping(seen)],
  },
  contactsWithoutOutcome: {
    mayComeRight: true,
    means: 'contacts without a final outcome, but for those who wait for hours that have not come',
    broken: ({ campaigns, records }) => {
      const finishing = new Set(campaigns.filter(({ finishes }) => finishes).map(({ id }) => id));
      return records.enrolments
        .filter(({ campaignId, state }) => finishing.has(campaignId) || state !== 'waiting')
        .filter(({ state, outcome }) => state !== 'done' || outcome === null)
        .map(({ _id, state, outcome }) => `${_id} is ${state}, ${outcome}`);
    },
  },
  callsAboveLines: {
    means: 'the most calls up at once, less the lines of the account',
    broken: ({ seen, lines }) => {
      const most = callsUp(seen).reduce((a, b) => (b.up > a.up ? b : a), { at: 0, up: 0 });
      const over = Array.from({ length: Math.max(0, most.up - lines) });
      return over.map(() => `${most.up} were up at ${iso(most.at)}`);
    },
  },
  callsAboveCps: {
    means: 'calls created in any one second, less those that the account allows',
    broken: ({ seen, cps }) => {
      const busiest = busiestSecond(seen);
      const [first, last] = [busiest[0]?.createdAt ?? 0, busiest.at(-1)?.createdAt ?? 0];
      const within = `${busiest.length} within ${last - first} ms from ${iso(first)} on`;
      return busiest.slice(cps).map(({ callId }) => `${callId}, of ${within}`);
    },
  },
  callsOutsideWindow: {
    means: "calls outside their campaign's hours",
    broken: ({ seen, campaigns }) => seen.flatMap((call) => outsideWindow(call, campaigns)),
  },
  callsToSuppressed: {
    means: 'calls to a number after it was on the do-not-call list',
    broken: ({ seen, suppressed }) => {
      const since = new Map(suppressed.map(({ phone, at }) => [phone, at]));
      return seen.flatMap((call) => {
        const late = call.createdAt - (since.get(call.to) ?? Number.POSITIVE_INFINITY);
        return late > 0 ? [`${call.callId}, ${late} ms after`] : [];
      });
    },
  },
  answeredWithoutTranscript: {
    mayComeRight: true,
    means: 'answered calls in which an agent spoke, without a transcript',
    broken: ({ seen, report, records }) => {
      const spoken = conversed(report.conversations);
      return answered(seen)
        .filter(({ callId }) => spoken.has(callId) && !records.transcripts.has(callId))
        .map(said);
    },
  },
  answeredWithoutRecording: {
    mayComeRight: true,
    means: 'answered calls that Twilio has recorded, without a recording',
    broken: ({ seen, records }) =>
      answered(seen)
        .filter(({ recording }) => recording?.status === 'completed')
        .filter(({ callId }) => !records.recordings.has(callId))
        .map(said),
  },
  workflowsLeftRunning: {
    mayComeRight: true,
    means: 'workflows of campaigns and calls that still run',
    broken: ({ workflowsRunning }) => workflowsRunning,
  },
  countersDiffer: {
    mayComeRight: true,
    means: "the API's counts against a recount, and our calls against those that were seen",
    broken: (evidence) => [...countersDiffering(evidence), ...callsDiffering(evidence)],
  },
  callsAfterPause: {
    means: `calls that started later than ${PAUSE_MS / 1000} s after a pause was answered`,
    broken: ({ seen, pauses }) =>
      pauses.flatMap(({ campaignId, from, until }) =>
        seen
          .filter((call) => call.campaignId === campaignId)
          .filter(({ createdAt }) => createdAt > from + PAUSE_MS && createdAt < until)
          .map(({ callId, createdAt }) => `${callId}, ${createdAt - from} ms after`),
      ),
  },
  linesLeftTaken: {
    mayComeRight: true,
    means: 'lines that no call gave back',
    broken: ({ records }) => records.linesTaken,
  },
  personsLeftLocked: {
    mayComeRight: true,
    means: 'people who are still marked as being on the phone',
    broken: ({ records }) => records.personsLocked,
  },
  forgedCallbacksAccepted: {
    means: 'callbacks with a false signature that were taken',
    broken: ({ seen, postCallForgeriesTaken }) => [
      ...seen.flatMap(({ callId, forgeries }) =>
        forgeries.filter(({ result }) => isTaken(result)).map(({ event }) => `${callId}: ${event}`),
      ),
      ...Array.from({ length: postCallForgeriesTaken }, () => 'a post-call webhook'),
    ],
  },
  outcomesDiffer: {
    mayComeRight: true,
    means: 'calls whose recorded outcome is not what really happened',
    broken: outcomesDiffering,
  },
  slowResumes: {
    means: `times that dialing took longer than ${RESUME_LIMIT_SECONDS} s to resume after all workers were killed`,
    broken: ({ rebirths, seen, report, lines }) =>
      resumeTimes(rebirths, seen, report.refusals, lines)
        .filter((seconds) => seconds > RESUME_LIMIT_SECONDS)
        .map((seconds) => `${seconds} s`),
  },
};

const EXAMPLES = 5;

/** Every invariant with its count, from what was seen. Pure. */
export function judge(evidence: Evidence): Finding[] {
  return Object.entries(INVARIANTS).map(([name, { means, mayComeRight = false, broken }]) => {
    const examples = broken(evidence);
    return { name, means, count: examples.length, examples: examples.slice(0, EXAMPLES), mayComeRight };
  });
}

/** Calls that were answered and never came to a conversation: nobody can have a transcript of those. */
export function answeredUnheard({ seen, report }: Evidence): number {
  const spoken = conversed(report.conversations);
  return answered(seen).filter(({ callId }) => !spoken.has(callId)).length;
}

function repeated(seen: readonly SeenCall[]): string[] {
  return [...grouped(seen, ({ callId, sid }) => callId || sid)].flatMap(([callId, same]) =>
    same.slice(1).map(() => `${callId}, ${same.length} times`),
  );
}

function overlapping(seen: readonly SeenCall[]): string[] {
  return [...grouped(seen, ({ to }) => to).values()]
    .filter((same) => callsUp(same).some(({ up }) => up > 1))
    .map((same) => `to one person at once: ${same.map(({ callId }) => callId).join(' and ')}`);
}

function outsideWindow(call: SeenCall, campaigns: Evidence['campaigns']): string[] {
  const campaign = campaigns.find(({ id }) => id === call.campaignId);
  if (!campaign) return [`${call.callId}, of no campaign`];
  const { name, opensAt, closesAt } = campaign;
  const at = call.initiatedAt ?? call.createdAt;
  const early = opensAt - Math.min(call.createdAt, at);
  const late = at - closesAt;
  if (early > 0) return [`${call.callId}, ${early} ms early in "${name}"`];
  return late >= 0 ? [`${call.callId}, ${late} ms late in "${name}"`] : [];
}

function answered(seen: readonly SeenCall[]): SeenCall[] {
  return seen.filter(({ answeredAt }) => answeredAt !== undefined);
}

function isTaken(result: number | string): boolean {
  return typeof result === 'number' && result >= 200 && result < 300;
}

const said = ({ callId, ending }: SeenCall): string => `${callId} ("${ending}")`;
const iso = (at: number): string => new Date(at).toISOString();
