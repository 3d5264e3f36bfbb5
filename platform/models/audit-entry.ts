import mongoose from 'mongoose';
import type { AuditState } from '../../contracts/http/admin.ts';

/**
 * What somebody asked for, written before it is done and completed after; `_id` sorts by time of making. It holds no
 * phone number: those are masked before they get here. Nothing deletes it.
 */
export interface AuditEntryDoc {
  _id: string;
  by: { id: string; name: string };
  action: string;
  /** Ids of what it was about. */
  targets: string[];
  input: unknown;
  /** `begun` that stays so: the process ended before it could write what came of it. */
  state: AuditState;
  result?: unknown;
  error?: { code: string; message: string };
  at: Date;
  endedAt?: Date;
  requestId: string;
  schemaVersion: 1;
}

const schema = new mongoose.Schema<AuditEntryDoc>(
  {
    _id: { type: String, required: true },
    by: { type: Object, required: true },
    action: { type: String, required: true },
    targets: { type: [String], default: [] },
    input: { type: mongoose.Schema.Types.Mixed },
    state: { type: String, required: true },
    result: { type: mongoose.Schema.Types.Mixed },
    error: { type: Object },
    at: { type: Date, required: true },
    endedAt: Date,
    requestId: { type: String, required: true },
    schemaVersion: { type: Number, required: true, default: 1 },
  },
  { collection: 'auditLog', versionKey: false, minimize: false },
);
schema.index({ targets: 1 });

export const AuditEntries = mongoose.model('AuditEntry', schema);
