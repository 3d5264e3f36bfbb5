import { z } from 'zod';
import { type OperationResult, terminatedByBodySchema } from '../../../contracts/http/admin.ts';
import { Calls } from '../../../platform/models/call.ts';
import { ApiError } from '../../api-error.ts';
import { findCall } from '../../queries/calls.ts';
import type { Command } from '../command.ts';

const input = terminatedByBodySchema.extend({ id: z.string() });

/** An operator's word on who ended a call. Why they say so is in the audit log. */
export const correctTerminatedBy: Command<typeof input, OperationResult> = {
  name: 'call_terminated_by',
  input,
  async run(_deps, { id, terminatedBy }) {
    await findCall(id);
    const written = await Calls.updateOne(
      { _id: id, phase: 'ended' },
      { $set: { terminatedBy, terminatedByFrom: 'operator' } },
    );
    if (written.matchedCount === 0) {
      throw new ApiError('not_allowed_now', 'The call is not over yet; who ended it can be said once it is.');
    }
    return { id, message: `Recorded: ended by ${terminatedBy}.` };
  },
};
