import { type CallEventDoc, CallEvents } from '../../platform/models/call-event.ts';

export type StatusEvent = Pick<CallEventDoc, 'callId' | 'data' | 'receivedAt'>;

/** Twilio's last word on each of these calls, such as `ringing`. */
export async function liveStatuses(callIds: string[]): Promise<Map<string, string>> {
  if (callIds.length === 0) return new Map();
  const events = await CallEvents.find(
    { callId: { $in: callIds }, kind: 'twilio.status' },
    { callId: 1, data: 1, receivedAt: 1 },
  ).lean<StatusEvent[]>();
  return latestStatuses(events);
}

/** The status of each call's last event in the order Twilio fired them, which is not the order they came in. */
export function latestStatuses(events: StatusEvent[]): Map<string, string> {
  const latest = new Map<string, StatusEvent>();
  for (const event of events) {
    const known = latest.get(event.callId);
    if (!known || isLater(event, known)) latest.set(event.callId, event);
  }
  return new Map([...latest].map(([callId, event]) => [callId, String(event.data.CallStatus)]));
}

function isLater(one: StatusEvent, other: StatusEvent): boolean {
  const difference = sequenceOf(one) - sequenceOf(other);
  if (!Number.isNaN(difference) && difference !== 0) return difference > 0;
  return one.receivedAt.getTime() > other.receivedAt.getTime();
}

function sequenceOf(event: StatusEvent): number {
  return Number.parseInt(String(event.data.SequenceNumber), 10);
}
