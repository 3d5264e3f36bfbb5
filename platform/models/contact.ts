import mongoose from 'mongoose';
import type { PersonFacts } from '../../contracts/gate.ts';

/** Evidence of where a person is, and what kind of line they have, as far as it was given. */
export type Whereabouts = Partial<Omit<PersonFacts, 'phone'>>;

/** A person. The number is unique: two rows with one number, whichever of theirs it is, are one person. */
export interface ContactDoc extends Whereabouts {
  _id: string;
  name: string;
  /** E.164. */
  phone: string;
  /** All numbers in the order of dialing, where there are several; the first is `phone`. */
  phones?: string[];
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
    // Without a default mongoose would write an empty list.
    phones: { type: [String], default: undefined },
    variables: { type: Object, default: {} },
    timeZone: String,
    country: String,
    region: String,
    postcode: String,
    lineType: String,
    liveCallId: { type: String, default: null },
    createdAt: { type: Date, required: true },
    schemaVersion: { type: Number, required: true, default: 1 },
  },
  { collection: 'contacts', versionKey: false, minimize: false },
);
schema.index({ phone: 1 }, { unique: true });
schema.index({ phones: 1 });
/** To find who is held by a call, among many who are not. */
schema.index({ liveCallId: 1 }, { partialFilterExpression: { liveCallId: { $type: 'string' } } });

export const Contacts = mongoose.model('Contact', schema);

/** All numbers of a person, the first one first. */
export function phonesOf({ phone, phones }: Pick<ContactDoc, 'phone' | 'phones'>): [string, ...string[]] {
  return [phone, ...(phones ?? []).slice(1)];
}

/** Finds whoever has one of these numbers, as their first or as another. */
export function withNumber(...numbers: string[]) {
  return { $or: [{ phone: { $in: numbers } }, { phones: { $in: numbers } }] };
}
