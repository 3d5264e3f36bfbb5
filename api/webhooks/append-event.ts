import type { RawEventKind } from '../../contracts/call-event.ts';
import type { CallId } from '../../contracts/ids.ts';
import { CallEvents } from '../../platform/models/call-event.ts';
import { isDuplicateKey } from '../../platform/mongo.ts';

/** A vendor's message about a call; `key` is what the vendor tells its messages apart by. */
export interface RawEvent {
  callId: CallId;
  kind: RawEventKind;
  key: string;
  data: Record<string, unknown>;
}

/** Keeps the message as it came. One that comes twice is kept once. */
export async function appendEvent({ callId, kind, key, data }: RawEvent): Promise<void> {
  try {
    await CallEvents.create({ _id: `${callId}:${kind}:${key}`, callId, kind, receivedAt: new Date(), data });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
}
