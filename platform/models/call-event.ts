import mongoose from 'mongoose';
import type { RawEventKind } from '../../contracts/call-event.ts';

/**
 * A vendor's message as it came, appended by the webhooks before anything is done with it. `_id` is
 * `<call id>:<kind>:<the vendor's own key>`, so that a message that comes twice is stored once.
 */
export interface CallEventDoc {
  _id: string;
  callId: string;
  kind: RawEventKind;
  receivedAt: Date;
  data: Record<string, unknown>;
  schemaVersion: 1;
}

const schema = new mongoose.Schema<CallEventDoc>(
  {
    _id: { type: String, required: true },
    callId: { type: String, required: true },
    kind: { type: String, required: true },
    receivedAt: { type: Date, required: true },
    data: { type: Object, required: true },
    schemaVersion: { type: Number, required: true, default: 1 },
  },
  { collection: 'callEvents', versionKey: false, minimize: false },
);
schema.index({ callId: 1 });

export const CallEvents = mongoose.model('CallEvent', schema);
