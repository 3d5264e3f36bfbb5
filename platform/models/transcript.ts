import mongoose from 'mongoose';
import type { Turn } from '../../contracts/transcript.ts';

/** The vendor's transcript of a call, or our live turns where the vendor never delivered; `_id` is the call id. */
export interface TranscriptDoc {
  _id: string;
  conversationId: string;
  source: 'final' | 'live';
  turns: Turn[];
  summary: string | null;
  successful: 'success' | 'failure' | 'unknown' | null;
  terminationReason: string | null;
  costCredits: number | null;
  storedAt: Date;
  schemaVersion: 1;
}

const schema = new mongoose.Schema<TranscriptDoc>(
  {
    _id: { type: String, required: true },
    conversationId: { type: String, required: true },
    source: { type: String, required: true },
    turns: { type: [Object], required: true } as never,
    summary: { type: String, default: null },
    successful: { type: String, default: null },
    terminationReason: { type: String, default: null },
    costCredits: { type: Number, default: null },
    storedAt: { type: Date, required: true },
    schemaVersion: { type: Number, required: true, default: 1 },
  },
  { collection: 'transcripts', versionKey: false },
);

export const Transcripts = mongoose.model('Transcript', schema);
