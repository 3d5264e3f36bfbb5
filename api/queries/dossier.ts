import type { CallDossier } from '../../contracts/http/admin.ts';
import { type CallId, callWorkflowId, mendWorkflowId } from '../../contracts/ids.ts';
import { type CallDoc, Calls } from '../../platform/models/call.ts';
import { type ContactDoc, Contacts, phonesOf } from '../../platform/models/contact.ts';
import { type LineDoc, Lines } from '../../platform/models/line.ts';
import { Suppressions } from '../../platform/models/suppression.ts';
import { type TranscriptDoc, Transcripts } from '../../platform/models/transcript.ts';
import { campaignOfCall } from '../../platform/standing-campaigns.ts';
import type { ApiDeps } from '../deps.ts';
import { listAudit } from './audit.ts';
import { callEvents } from './call-events.ts';
import { presentCall, viewCalls } from './call-views.ts';
import { findCall } from './calls.ts';
import { readEnrolment } from './contacts.ts';
import { workflowStanding } from './workflow-standing.ts';

const A_FEW = 10;

/** Everything that is known of a call: its records, what it holds, what was heard of it, and what looks after it. */
export async function readDossier(deps: ApiDeps, id: CallId, inFull: boolean): Promise<CallDossier> {
  const doc = await findCall(id);
  const { campaignId, contactId } = doc;
  const [views, person, enrolment, campaign, line, transcript, otherCalls, events, workflow, mend, audit] =
    await Promise.all([
      viewCalls(deps, [doc]),
      personOf(contactId),
      readEnrolment(campaignId, contactId, inFull),
      campaignOfCall(campaignId),
      Lines.findOne({ callId: id }).lean<LineDoc | null>(),
      Transcripts.findById(id, { source: 1 }).lean<Pick<TranscriptDoc, 'source'> | null>(),
      otherCallsTo(contactId, id),
      callEvents(id),
      workflowStanding(deps, callWorkflowId(id)),
      workflowStanding(deps, mendWorkflowId(id)),
      listAudit({ target: id, limit: A_FEW }),
    ]);
  return {
    call: presentCall(views[0] as CallDossier['call'], inFull),
    record: recordOf(doc, transcript?.source ?? null),
    enrolment,
    campaign: campaign && {
      id: campaignId,
      name: campaign.name,
      state: campaign.state,
      reason: campaign.reason,
    },
    line: line && { id: line._id, takenAt: line.takenAt?.toISOString() ?? null },
    ...person,
    otherCalls,
    events,
    workflow,
    mend,
    audit: audit.items,
  };
}

function recordOf(doc: CallDoc, transcript: 'final' | 'live' | null): CallDossier['record'] {
  const { intent, gate } = doc;
  return {
    intent,
    gate: gate ? { decision: gate.decision, reasons: gate.reasons, at: gate.at.toISOString() } : null,
    answeredBy: doc.answeredBy ?? null,
    terminatedByFrom: doc.terminatedByFrom ?? null,
    firstAudioMs: doc.firstAudioMs ?? null,
    messageLeft: doc.messageLeft ?? false,
    price: doc.price ?? null,
    transcript,
  };
}

async function personOf(contactId: string): Promise<Pick<CallDossier, 'personHeldBy' | 'suppressed'>> {
  const contact = await Contacts.findById(contactId).lean<ContactDoc | null>();
  if (!contact) return { personHeldBy: null, suppressed: false };
  const suppressed = (await Suppressions.exists({ _id: { $in: phonesOf(contact) } })) !== null;
  return { personHeldBy: contact.liveCallId, suppressed };
}

async function otherCallsTo(contactId: string, id: CallId): Promise<CallDossier['otherCalls']> {
  const docs = await Calls.find({ contactId, _id: { $ne: id } })
    .sort({ startedAt: -1 })
    .limit(A_FEW)
    .lean<CallDoc[]>();
  return docs.map(({ _id, phase, outcome, startedAt }) => ({
    id: _id,
    phase,
    outcome: outcome ?? null,
    startedAt: startedAt.toISOString(),
  }));
}
