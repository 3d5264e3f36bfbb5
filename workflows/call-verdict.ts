import type { TerminatedBy } from '../contracts/call.ts';
import type { StreamEndReason } from '../contracts/call-event.ts';
import type { Outcome } from '../contracts/outcome.ts';
import type { CallInput } from '../contracts/workflow-api.ts';
import { type CallState, isMachine } from './call-state.ts';

/** What a call came to: pure, from all that was heard of it. */
export interface Verdict {
  outcome: Outcome;
  /** For people. */
  reason: string;
  terminatedBy?: TerminatedBy;
}

/** The outcome of a call that is over, or given up. */
export function verdictOf(
  state: CallState,
  plan: Pick<CallInput, 'treatUnknownAsHuman' | 'inbound'>,
): Verdict {
  if (!state.end) return { outcome: 'unknown', reason: 'Twilio never said how the call ended' };
  switch (state.end.status) {
    case 'completed':
      return { ...answeredVerdict(state, plan), terminatedBy: whoEnded(state) };
    case 'busy':
      return { outcome: 'busy', reason: 'The line was busy' };
    case 'no-answer':
      return { outcome: 'no_answer', reason: 'Nobody answered' };
    case 'canceled':
      return {
        outcome: 'canceled',
        reason: 'The call was canceled before it was answered',
        terminatedBy: whoEnded(state),
      };
    case 'failed':
      return failedVerdict(state.end.sipCode);
  }
}

function answeredVerdict(
  state: CallState,
  plan: Pick<CallInput, 'treatUnknownAsHuman' | 'inbound'>,
): Verdict {
  if (plan.inbound) {
    const spoke = state.conversationId ? 'and spoke with the agent' : 'and left before the agent spoke';
    return { outcome: 'human', reason: `They called us, ${spoke}` };
  }
  if (state.answeredBy === 'fax') return { outcome: 'fax', reason: 'A fax machine answered' };
  if (state.met === 'ivr') return { outcome: 'ivr', reason: 'A menu of keys answered' };
  if (state.met === 'screening') {
    return { outcome: 'screening', reason: 'A screening service asked who called; nobody came on' };
  }
  if (isMachine(state, plan) || state.met === 'voicemail') {
    const reason =
      state.machine === 'message_left' ? 'A machine answered; a message was left' : 'A machine answered';
    return { outcome: 'voicemail', reason };
  }
  if (!state.conversationId)
    return { outcome: 'failed_ours', reason: 'It was answered, but no agent could speak' };
  const wish = state.optedOut ? ', and does not want to be called again' : '';
  return { outcome: 'human', reason: `A person answered${wish}` };
}

/** SIP codes as carriers use them: 404, 484 and 604 name a number that does not exist, 603 a refusal by the person, 607 and 608 one by an analytics engine. */
function failedVerdict(sipCode: number | undefined): Verdict {
  const terminatedBy = 'provider';
  if (sipCode === 404 || sipCode === 484 || sipCode === 604) {
    return { outcome: 'invalid_number', reason: 'The number does not exist', terminatedBy };
  }
  if (sipCode === 607 || sipCode === 608) {
    return { outcome: 'blocked', reason: 'The call was blocked as unwanted', terminatedBy };
  }
  if (sipCode === 603)
    return { outcome: 'declined', reason: 'The person declined the call', terminatedBy: 'contact' };
  return {
    outcome: 'failed_provider',
    reason: `Twilio could not complete the call (SIP ${sipCode ?? '?'})`,
    terminatedBy,
  };
}

const STREAM_ENDED_BY: Record<StreamEndReason, TerminatedBy> = {
  agent_ended: 'agent',
  contact_left: 'contact',
  agent_error: 'provider',
  agent_unreachable: 'provider',
  time_limit: 'time_limit',
  operator: 'operator',
  shutdown: 'us',
  protocol_error: 'provider',
};

function whoEnded(state: CallState): TerminatedBy {
  // Our own end of the call shows to the bridge as the person leaving; an agent's goodbye does not come of it.
  if (state.hangUp?.by === 'opted_out') return state.streamEnd?.reason === 'agent_ended' ? 'agent' : 'us';
  // We hang up for ourselves only where a stream had ended and the phone stayed up: what ended the stream counts.
  if (state.hangUp && !(state.hangUp.by === 'us' && state.streamEnd)) return state.hangUp.by;
  if (state.machine === 'message_left') return 'amd';
  return state.streamEnd ? STREAM_ENDED_BY[state.streamEnd.reason] : 'contact';
}
