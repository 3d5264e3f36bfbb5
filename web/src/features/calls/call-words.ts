import type { TerminatedBy } from '../../../../contracts/call.ts';
import type { CallView } from '../../../../contracts/http/calls.ts';

/** Who or what ended a call, in words. */
export const ENDED_BY: Record<TerminatedBy, string> = {
  agent: 'The agent',
  contact: 'The contact',
  operator: 'An operator',
  amd: 'Machine detection',
  time_limit: 'The time limit',
  provider: 'The provider',
  us: 'Outdial',
};

/** Twilio's words for a call that is up, as people say it. */
const STATUSES: Record<string, string> = {
  queued: 'Queued',
  initiated: 'Dialing',
  ringing: 'Ringing',
  'in-progress': 'Talking',
};

/** What a call that has not ended is doing. */
export function describeLive(call: CallView): string {
  const status = call.liveStatus ? STATUSES[call.liveStatus] : undefined;
  if (status && !(status === 'Queued' && call.phase === 'up')) return status;
  if (call.answeredAt) return 'Talking';
  return call.phase === 'queued' ? 'Queued' : 'Dialing';
}

/** The contact's name or, where there is none, the number. */
export function whoOf(call: Pick<CallView, 'contactName' | 'phone'>): string {
  return call.contactName || call.phone;
}
