import { type CampaignState, UP } from '../../../contracts/campaign.ts';
import type { Finding } from '../../../contracts/http/admin.ts';
import { type CallId, STANDING_CAMPAIGNS } from '../../../contracts/ids.ts';
import { Calls } from '../../../platform/models/call.ts';
import { Campaigns } from '../../../platform/models/campaign.ts';
import { type EnrolmentDoc, Enrolments } from '../../../platform/models/enrolment.ts';
import { type LineDoc, Lines } from '../../../platform/models/line.ts';
import type { ApiDeps } from '../../deps.ts';
import { bounded, callsWithoutWorkflow, type Look, MOST_LOOKED_AT, SETTLED_MS } from './looking.ts';

/** Campaigns that ended longer ago are not looked at: their contacts were, while there was time. */
const RECENTLY_MS = 7 * 24 * 3600_000;

type Up = Pick<EnrolmentDoc, '_id' | 'campaignId' | 'state' | 'callId'>;

/** Contacts that count as being called though no call to them goes on. */
export async function stuckContacts(deps: ApiDeps): Promise<Look> {
  const campaigns = await recentCampaigns();
  const docs = await Enrolments.find(
    { campaignId: { $in: [...campaigns.keys()] }, state: { $in: ['claimed', 'calling'] } },
    { campaignId: 1, state: 1, callId: 1 },
  )
    .limit(MOST_LOOKED_AT + 1)
    .lean<Up[]>();
  const { items, truncated } = bounded(docs);
  const idle = await withoutCall(deps, items);
  return { findings: idle.map((up) => findingOf(up, campaigns.get(up.campaignId))), truncated };
}

async function recentCampaigns(): Promise<Map<string, CampaignState>> {
  const docs = await Campaigns.find(
    {
      $or: [
        { state: { $in: UP } },
        {
          state: { $in: ['completed', 'stopped', 'failed'] },
          endedAt: { $gte: new Date(Date.now() - RECENTLY_MS) },
        },
      ],
    },
    { state: 1 },
  ).lean();
  const standing = Object.values(STANDING_CAMPAIGNS).map((id) => [id, 'running'] as const);
  return new Map([...standing, ...docs.map(({ _id, state }) => [_id, state] as const)]);
}

/** Those without a call that goes on, nor one that is about to; they are read again, since calls end meanwhile. */
async function withoutCall(deps: ApiDeps, ups: Up[]): Promise<Up[]> {
  const ids = ups.flatMap(({ callId }) => callId ?? []);
  const [goingOn, lines] = await Promise.all([
    Calls.find({ _id: { $in: ids }, phase: { $ne: 'ended' } }, { _id: 1 }).lean(),
    Lines.find({ callId: { $in: ids } }).lean<LineDoc[]>(),
  ]);
  const skipped = new Set<CallId>([
    ...goingOn.map(({ _id }) => _id),
    ...lines.filter(isFresh).map(callOfLine),
  ]);
  const candidates = ids.filter((id) => !skipped.has(id));
  const gone = await callsWithoutWorkflow(deps, candidates);
  const again = await Enrolments.find(
    { _id: { $in: ups.map(({ _id }) => _id) }, state: { $in: ['claimed', 'calling'] } },
    { campaignId: 1, state: 1, callId: 1 },
  ).lean<Up[]>();
  return again.filter(({ callId }) => callId !== null && gone.has(callId));
}

/** A claim has just been made: the start of its workflow follows. */
function isFresh({ takenAt }: LineDoc): boolean {
  return takenAt !== null && Date.now() - takenAt.getTime() < SETTLED_MS;
}

function callOfLine({ callId }: LineDoc): CallId {
  return callId ?? '';
}

function findingOf({ _id, campaignId, state, callId }: Up, campaign: CampaignState | undefined): Finding {
  const facts = { kind: 'contact_without_call' as const, id: _id, campaignId, callId, since: null };
  if (state === 'calling') {
    return {
      ...facts,
      explanation: 'The contact counts as being called, but the call has no workflow any more.',
      help: ['The sweep settles it with Twilio within a minute; stuck --repair starts it now.'],
      repair: 'sweep',
    };
  }
  const goesOn = campaign === 'running' || campaign === 'paused';
  return {
    ...facts,
    explanation: `The contact was claimed for a call that was never started; the campaign is ${campaign}.`,
    help: [
      goesOn
        ? 'A campaign that runs starts the call when it looks next; stuck --repair wakes it.'
        : 'stuck --repair lets the contact go.',
    ],
    repair: goesOn ? 'wake' : 'release_claim',
  };
}
