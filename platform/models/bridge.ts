import mongoose from 'mongoose';

/**
 * A media bridge that is up, as it says itself every two seconds. `_id` is the process; several may stand behind one
 * address.
 */
export interface BridgeDoc {
  _id: string;
  /** As Twilio reaches it: `wss:`, without a slash at its end. */
  address: string;
  /** Streams that are up, and how many more may begin now. */
  calls: number;
  room: number;
  draining: boolean;
  seenAt: Date;
  schemaVersion: 1;
}

const schema = new mongoose.Schema<BridgeDoc>(
  {
    _id: { type: String, required: true },
    address: { type: String, required: true },
    calls: { type: Number, required: true },
    room: { type: Number, required: true },
    draining: { type: Boolean, required: true },
    seenAt: { type: Date, required: true },
    schemaVersion: { type: Number, required: true, default: 1 },
  },
  { collection: 'bridges', versionKey: false },
);
/** Those that were killed are forgotten; long before, they no longer count. */
schema.index({ seenAt: 1 }, { expireAfterSeconds: 600 });

export const Bridges = mongoose.model('Bridge', schema);
