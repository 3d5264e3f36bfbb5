import mongoose from 'mongoose';

/** A person. The number is unique: two rows with one number are one person. */
export interface ContactDoc {
  _id: string;
  name: string;
  /** E.164. */
  phone: string;
  /** What the agent may use in the conversation, by column name. */
  variables: Record<string, string>;
  /** The one live call to this person, whatever the campaign; taken before dialing, given back at the end. */
  liveCallId: string | null;
  createdAt: Date;
  schemaVersion: 1;
}

const schema = new mongoose.Schema<ContactDoc>(
  {
    _id: { type: String, required: true },
    name: { type: String, default: '' },
    phone: { type: String, required: true },
    variables: { type: Object, default: {} },
    liveCallId: { type: String, default: null },
    createdAt: { type: Date, required: true },
    schemaVersion: { type: Number, required: true, default: 1 },
  },
  { collection: 'contacts', versionKey: false, minimize: false },
);
schema.index({ phone: 1 }, { unique: true });
/** To find who is held by a call, among many who are not. */
schema.index({ liveCallId: 1 }, { partialFilterExpression: { liveCallId: { $type: 'string' } } });

export const Contacts = mongoose.model('Contact', schema);
