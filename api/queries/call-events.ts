import type { CallDossier } from '../../contracts/http/admin.ts';
import type { CallId } from '../../contracts/ids.ts';
import { type CallEventDoc, CallEvents } from '../../platform/models/call-event.ts';

type EventView = CallDossier['events'][number];

const MOST_EVENTS = 200;

/** What may be shown of a vendor's message: neither numbers nor what was said. */
const SHOWN = [
  'CallSid',
  'CallStatus',
  'SequenceNumber',
  'CallDuration',
  'SipResponseCode',
  'ErrorCode',
  'AnsweredBy',
  'MachineDetectionDuration',
  'RecordingSid',
  'RecordingStatus',
  'RecordingDuration',
  'StreamSid',
  'StreamEvent',
  'StreamError',
];

/** A call's events in the order in which they happened, as far as their sources say so. */
export async function callEvents(callId: CallId): Promise<EventView[]> {
  const docs = await CallEvents.find({ callId }).limit(MOST_EVENTS).lean<CallEventDoc[]>();
  return docs.map(toView).sort((one, other) => order(one) - order(other));
}

/** Twilio's moments have whole seconds; its sequence numbers tell what happened within one. */
function order({ happenedAt, receivedAt, facts }: EventView): number {
  const sequence = Number.parseInt(facts.SequenceNumber ?? '', 10);
  const within = Number.isNaN(sequence) ? 500 : Math.min(sequence, 499);
  return happenedAt ? Math.floor(Date.parse(happenedAt) / 1000) * 1000 + within : Date.parse(receivedAt);
}

function toView({ kind, receivedAt, data }: CallEventDoc): EventView {
  return {
    kind,
    receivedAt: receivedAt.toISOString(),
    happenedAt: happenedAt(data),
    facts: kind === 'elevenlabs.post_call' ? postCallFacts(data) : twilioFacts(data),
  };
}

function happenedAt({ Timestamp, event_timestamp }: Record<string, unknown>): string | null {
  const ms = typeof event_timestamp === 'number' ? event_timestamp * 1000 : Date.parse(String(Timestamp));
  return Number.isFinite(ms) ? new Date(ms).toISOString() : null;
}

function twilioFacts(data: Record<string, unknown>): Record<string, string> {
  const shown = SHOWN.filter((name) => data[name] !== undefined && data[name] !== '');
  return Object.fromEntries(shown.map((name) => [name, String(data[name])]));
}

function postCallFacts({ data }: Record<string, unknown>): Record<string, string> {
  if (typeof data !== 'object' || data === null) return {};
  const { conversation_id, status } = data as Record<string, unknown>;
  return {
    ...(typeof conversation_id === 'string' ? { conversationId: conversation_id } : {}),
    ...(typeof status === 'string' ? { status } : {}),
  };
}
