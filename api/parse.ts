import type { Request } from 'express';
import { z } from 'zod';
import { type CallId, parseCallId } from '../contracts/ids.ts';
import { ApiError } from './api-error.ts';

/** The value as its contract has it, or `invalid_request` with one detail for each fault. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new ApiError('invalid_request', 'The request does not match its contract.', {
    details: faultsOf(result.error),
  });
}

/** One line for each fault: where, and what would do. Values are not repeated. */
export function faultsOf(error: z.ZodError): string[] {
  return error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
}

/** A campaign's id, as it must look. */
export const campaignIdSchema = z.string().regex(/^[0-9a-f]{24}$/);

/** The id in a campaign's address; what cannot be one is not found. */
export function campaignIdIn(req: Request): string {
  const result = campaignIdSchema.safeParse(req.params.id);
  if (!result.success) throw new ApiError('not_found', 'No campaign has this id.');
  return result.data;
}

/** The id in a call's address; what cannot be one is not found. */
export function callIdIn(req: Request): CallId {
  const { id } = req.params;
  if (typeof id !== 'string' || !parseCallId(id)) throw new ApiError('not_found', 'No call has this id.');
  return id;
}
