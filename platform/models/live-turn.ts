import mongoose from 'mongoose';
import type { Speaker } from '../../contracts/transcript.ts';

/**
 * A turn as it was said, appended by the bridge alone. `_id` is `<call id>:<conversation id>:<number, 6 digits>`,
 * so that a repeated write changes nothing and turns page by `_id`.
 */
export interface LiveTurnDoc {
  _id: string;
  callId: string;
  conversationId: string;
  speaker: Speaker;
  text: string;
  atSeconds: number;
  interrupted: boolean;
  at: Date;
  schemaVersion: 1;
}

const schema = new mongoose.Schema<LiveTurnDoc>(
  {
    _id: { type: String, required: true },
    callId: { type: String, required: true },
    conversationId: { type: String, required: true },
    speaker: { type: String, required: true },
    text: { type: String, required: true },
    atSeconds: { type: Number, required: true },
    interrupted: { type: Boolean, default: false },
    at: { type: Date, required: true },
    schemaVersion: { type: Number, required: true, default: 1 },
  },
  { collection: 'liveTurns', versionKey: false },
);
schema.index({ callId: 1 });

export const LiveTurns = mongoose.model('LiveTurn', schema);
