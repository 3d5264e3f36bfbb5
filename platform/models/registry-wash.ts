import mongoose from 'mongoose';

/**
 * When our numbers were last held against a do-not-call register; `_id` is the register, such as `AU-DNCR`. It counts for
 * the people known when it was recorded; for others too where the whole register lies here, since they are held against that.
 */
export interface RegistryWashDoc {
  _id: string;
  washedAt: Date;
  /** Account that said so. */
  by: string;
  recordedAt: Date;
  covers?: 'known' | 'everybody';
  schemaVersion: 1;
}

const schema = new mongoose.Schema<RegistryWashDoc>(
  {
    _id: { type: String, required: true },
    washedAt: { type: Date, required: true },
    by: { type: String, required: true },
    recordedAt: { type: Date, required: true },
    covers: String,
    schemaVersion: { type: Number, required: true, default: 1 },
  },
  { collection: 'registryWashes', versionKey: false },
);

export const RegistryWashes = mongoose.model('RegistryWash', schema);
