import mongoose from 'mongoose';
import type { Role } from '../../contracts/http/auth.ts';

/** Somebody who may sign in. `passwordHash` is scrypt, with its parameters and salt in front. */
export interface UserDoc {
  _id: string;
  email: string;
  name: string;
  passwordHash: string;
  role: Role;
  createdAt: Date;
  schemaVersion: 1;
}

const schema = new mongoose.Schema<UserDoc>(
  {
    _id: { type: String, required: true },
    email: { type: String, required: true },
    name: { type: String, required: true },
    passwordHash: { type: String, required: true },
    role: { type: String, required: true },
    createdAt: { type: Date, required: true },
    schemaVersion: { type: Number, required: true, default: 1 },
  },
  { collection: 'users', versionKey: false },
);
schema.index({ email: 1 }, { unique: true });

export const Users = mongoose.model('User', schema);
