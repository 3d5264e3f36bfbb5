import mongoose from 'mongoose';

/** When all our numbers were last held against a do-not-call register; `_id` is the register, such as `AU-DNCR`. */
export interface RegistryWashDoc {
  _id: string;
  washedAt: Date;
  /** Account that said so. */
  by: string;
  recordedAt: Date;
  schemaVersion: 1;
}

const schema = new mongoose.Schema<RegistryWashDoc>(
  {
    _id: { type: String, required: true },
    washedAt: { type: Date, required: true },
    by: { type: String, required: true },
    recordedAt: { type: Date, required: true },
    schemaVersion: { type: Number, required: true, default: 1 },
  },
  { collection: 'registryWashes', versionKey: false },
);

export const RegistryWashes = mongoose.model('RegistryWash', schema);
