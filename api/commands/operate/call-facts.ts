import { type CallId, callWorkflowId, enrolmentIdOf, parseCallId } from '../../../contracts/ids.ts';
import { type CallDoc, Calls } from '../../../platform/models/call.ts';
import type { CampaignDoc } from '../../../platform/models/campaign.ts';
import { Contacts, phonesOf } from '../../../platform/models/contact.ts';
import { type EnrolmentDoc, Enrolments } from '../../../platform/models/enrolment.ts';
import { Recordings } from '../../../platform/models/recording.ts';
import { Suppressions } from '../../../platform/models/suppression.ts';
import { type TranscriptDoc, Transcripts } from '../../../platform/models/transcript.ts';
import { campaignOfCall } from '../../../platform/standing-campaigns.ts';
import { ApiError } from '../../api-error.ts';
import type { ApiDeps } from '../../deps.ts';
import { isRunning } from '../../queries/workflow-standing.ts';

/** What is looked at before anything is done with a call. */
export interface CallFacts {
  id: CallId;
  /** Null where nothing was dialed yet. */
  call: CallDoc | null;
  /** Whether its own workflow looks after it. */
  running: boolean;
  campaign: CampaignDoc | null;
  enrolment: EnrolmentDoc | null;
  suppressed: boolean;
  transcript: 'final' | 'live' | null;
  recorded: boolean;
}

/** Reads all of it as it is now; `not_found` where neither a record nor a workflow has this id. */
export async function factsOf(deps: ApiDeps, id: CallId): Promise<CallFacts> {
  const parts = parseCallId(id);
  if (!parts) throw new ApiError('not_found', 'No call has this id.');
  const { campaignId, contactId } = parts;
  const [call, running, campaign, enrolment, suppressed, transcript, recording] = await Promise.all([
    Calls.findById(id).lean<CallDoc | null>(),
    isRunning(deps, callWorkflowId(id)),
    campaignOfCall(campaignId),
    Enrolments.findById(enrolmentIdOf(campaignId, contactId)).lean<EnrolmentDoc | null>(),
    isSuppressed(contactId),
    Transcripts.findById(id, { source: 1 }).lean<Pick<TranscriptDoc, 'source'> | null>(),
    Recordings.exists({ _id: id }),
  ]);
  if (!call && !running) throw new ApiError('not_found', 'No call has this id.');
  const source = transcript?.source ?? null;
  return {
    id,
    call,
    running,
    campaign,
    enrolment,
    suppressed,
    transcript: source,
    recorded: recording !== null,
  };
}

export async function isSuppressed(contactId: string): Promise<boolean> {
  const contact = await Contacts.findById(contactId, { phone: 1, phones: 1 }).lean();
  return contact !== null && (await Suppressions.exists({ _id: { $in: phonesOf(contact) } })) !== null;
}
