import mongoose from 'mongoose';

/**
 * What a campaign asks for, as its pump says at each turn; `_id` is the campaign. Others read it to know their own
 * share. One that has not been heard for some seconds asks for nothing.
 */
export interface DemandDoc {
  _id: string;
  at: Date;
  weight: number;
  priority: number;
  /** Calls that it could have up, were there room without end. */
  atMost: number;
  /** Call-backs that are due. */
  callBacks: number;
  /** Starts for each unit of weight; only differences mean something. */
  served: number;
}

const schema = new mongoose.Schema<DemandDoc>(
  {
    _id: { type: String, required: true },
    at: { type: Date, required: true },
    weight: { type: Number, required: true },
    priority: { type: Number, required: true },
    atMost: { type: Number, required: true },
    callBacks: { type: Number, required: true },
    served: { type: Number, required: true },
  },
  { collection: 'demands', versionKey: false },
);
/** Long after they stopped to count they are forgotten. */
schema.index({ at: 1 }, { expireAfterSeconds: 3600 });

export const Demands = mongoose.model('Demand', schema);
