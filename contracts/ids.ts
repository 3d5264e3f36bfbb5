/**
 * Identifiers and how they are built from each other.
 *
 * A call's id is deterministic, so that two starts of one attempt are one call: everything that must never
 * happen twice is keyed by it. No id carries a phone number.
 */

/** `<campaign>.<contact>.<attempt>`, attempt counted from 1. Campaign and contact are 24 hex digits. */
export type CallId = string;

export interface CallIdParts {
  campaignId: string;
  contactId: string;
  attempt: number;
}

const CALL_ID = /^([0-9a-f]{24})\.([0-9a-f]{24})\.([1-9]\d{0,3})$/;

export function callIdOf({ campaignId, contactId, attempt }: CallIdParts): CallId {
  return `${campaignId}.${contactId}.${attempt}`;
}

/** The parts of a call id, or undefined when the text (which may come from outside) is not one. */
export function parseCallId(text: string): CallIdParts | undefined {
  const [, campaignId, contactId, attempt] = CALL_ID.exec(text) ?? [];
  if (!campaignId || !contactId || !attempt) return undefined;
  return { campaignId, contactId, attempt: Number(attempt) };
}

/** `call/<campaign>/<contact>/<attempt>`: reads well in Temporal Web. */
export function callWorkflowId(callId: CallId): string {
  return `call/${callId.replaceAll('.', '/')}`;
}

/** `mend/<campaign>/<contact>/<attempt>`: completes a call's record after its own workflow. */
export function mendWorkflowId(callId: CallId): string {
  return `mend/${callId.replaceAll('.', '/')}`;
}

/** `mend/<campaign>/<contact>/<attempt>/opt-out`: a mend of its own, since one that is at it already was not told. */
export function optOutWorkflowId(callId: CallId): string {
  return `${mendWorkflowId(callId)}/opt-out`;
}

export function campaignWorkflowId(campaignId: string): string {
  return `campaign/${campaignId}`;
}

/** `preflight/<campaign>/<id>`: what a campaign would come to. */
export function preflightWorkflowId(campaignId: string, id: string): string {
  return `preflight/${campaignId}/${id}`;
}

/** What calls belong to that no campaign makes; their contacts, attempts and ids are as with any campaign. */
export const STANDING_CAMPAIGNS = {
  byHand: '000000000000000000000001',
  inbound: '000000000000000000000002',
} as const;

/** Whether no campaign stands behind the id: there is no page for it, and nothing to start or stop. */
export function isStandingCampaign(campaignId: string): boolean {
  return campaignId === STANDING_CAMPAIGNS.byHand || campaignId === STANDING_CAMPAIGNS.inbound;
}

/** One contact in one campaign. Ids of one campaign are neighbours, so that lists page by `_id` alone. */
export function enrolmentIdOf(campaignId: string, contactId: string): string {
  return `${campaignId}:${contactId}`;
}
