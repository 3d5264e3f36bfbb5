import type { TerminatedBy, TerminatedByFrom } from '../../../../contracts/call.ts';
import type { AnsweredBy } from '../../../../contracts/call-event.ts';
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

/** Whose word it is who ended a call. */
export const ENDED_BY_FROM: Record<TerminatedByFrom, string> = {
  seen: 'as Outdial saw it',
  insights: 'says Twilio Voice Insights',
  operator: 'says an operator',
};

/** Machine detection's verdict. */
export const ANSWERED_BY: Record<AnsweredBy, string> = {
  human: 'A person',
  machine_start: 'A machine',
  machine_end_beep: 'A machine, with a beep',
  machine_end_silence: 'A machine, without a beep',
  machine_end_other: 'A machine',
  fax: 'A fax machine',
  unknown: 'Could not tell',
};

/** A person who hears nothing for so long after answering hangs up, or takes the call for an abandoned one. */
const DEAD_AIR_MS = 2_000;

/** A machine does not mind: the agent lets it have its say. */
export function isDeadAir({ firstAudioMs, outcome }: Pick<CallView, 'firstAudioMs' | 'outcome'>): boolean {
  const isPerson = outcome === 'human' || outcome === null;
  return isPerson && firstAudioMs !== null && firstAudioMs >= DEAD_AIR_MS;
}

/** An attempt that was called off before Twilio was asked for a call: no phone rang. */
export function wasNeverDialed(call: Pick<CallView, 'outcome' | 'callSid'>): boolean {
  return call.outcome === 'canceled' && call.callSid === null;
}

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
