import type { Evidence, SeenCall, StartedCampaign } from '../../ops/chaos/evidence.ts';
import { judge } from '../../ops/chaos/invariants.ts';

/** Evidence of a small run in which all went well, for tests that break one thing. Moments are small numbers. */
export const CAMPAIGN = 'c'.repeat(24);
const PERSON = 'a'.repeat(24);
export const CALL = `${CAMPAIGN}.${PERSON}.1`;

export function seenCall(changes: Partial<SeenCall> = {}): SeenCall {
  return {
    callId: CALL,
    campaignId: CAMPAIGN,
    contactId: PERSON,
    sid: 'CA1',
    to: 'a number',
    ending: 'agrees',
    statusCallback: null,
    status: 'completed',
    createdAt: 10_000,
    initiatedAt: 10_000,
    answeredAt: 12_000,
    endedAt: 20_000,
    callbacks: [],
    forgeries: [],
    recording: { status: 'completed', seconds: 8 },
    ...changes,
  };
}

export function campaign(changes: Partial<StartedCampaign> = {}): StartedCampaign {
  return { id: CAMPAIGN, name: 'open', opensAt: 0, closesAt: 1_000_000, finishes: true, ...changes };
}

export function conversation(userId: string, turns = 4) {
  return { id: `conv of ${userId}`, userId, startedAt: 12_100, userTurns: turns, agentTurns: turns };
}

export function evidence(changes: Partial<Evidence> = {}): Evidence {
  return {
    lines: 2,
    cps: 2,
    campaigns: [campaign()],
    seen: [seenCall()],
    report: { refusals: [], conversations: [conversation(CALL)] },
    postCallForgeriesTaken: 0,
    suppressed: [],
    pauses: [],
    rebirths: [],
    records: records(),
    progress: new Map([[CAMPAIGN, { total: 1, waiting: 0, up: 0, done: 1, outcomes: { human: 1 } }]]),
    workflowsRunning: [],
    ...changes,
  };
}

export function records(changes: Partial<Evidence['records']> = {}): Evidence['records'] {
  return {
    enrolments: [
      {
        _id: `${CAMPAIGN}:${PERSON}`,
        campaignId: CAMPAIGN,
        contactId: PERSON,
        state: 'done',
        outcome: 'human',
        attempts: 1,
        deferrals: 0,
      },
    ],
    calls: [{ _id: CALL, callSid: 'CA1', outcome: 'human', phase: 'ended' }],
    transcripts: new Set([CALL]),
    recordings: new Set([CALL]),
    linesTaken: [],
    personsLocked: [],
    ...changes,
  };
}

/** The invariants that are broken, by name, with their counts. */
export function broken(changes: Partial<Evidence>): Record<string, number> {
  const findings = judge(evidence(changes)).filter(({ count }) => count > 0);
  return Object.fromEntries(findings.map(({ name, count }) => [name, count]));
}
