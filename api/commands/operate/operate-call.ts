import { z } from 'zod';
import type { CallOperation, OperationResult } from '../../../contracts/http/admin.ts';
import type { CallId } from '../../../contracts/ids.ts';
import { ApiError } from '../../api-error.ts';
import type { ApiDeps } from '../../deps.ts';
import { startMend } from '../../webhooks/late.ts';
import type { Command } from '../command.ts';
import { askForTheEnd } from '../dial/hang-up.ts';
import { type CallFacts, factsOf } from './call-facts.ts';
import { whyNot } from './makes-sense.ts';
import { retryContact } from './retry-contact.ts';

const ASK_WITHIN_MS = 5000;
const input = z.object({ id: z.string() });

/** The command for one operation on one call. */
export function callCommand(operation: CallOperation): Command<typeof input, OperationResult> {
  return {
    name: `call_${operation.replace('-', '_')}`,
    input,
    run: async (deps, { id }) => ({ id, message: await operateOnCall(deps, operation, id) }),
  };
}

/** Does it, and says what was done. Refused with `not_allowed_now` where it makes no sense. */
export async function operateOnCall(deps: ApiDeps, operation: CallOperation, id: CallId): Promise<string> {
  const facts = await factsOf(deps, id);
  const refusal = whyNot(operation, facts);
  if (refusal) throw new ApiError('not_allowed_now', refusal);
  return OPERATIONS[operation](deps, facts);
}

/** What would be done; refused as the operation itself would be. */
export async function tryOnCall(deps: ApiDeps, operation: CallOperation, id: CallId): Promise<string> {
  const refusal = whyNot(operation, await factsOf(deps, id));
  if (refusal) throw new ApiError('not_allowed_now', refusal);
  return `${operation} makes sense`;
}

const OPERATIONS: Record<CallOperation, (deps: ApiDeps, facts: CallFacts) => Promise<string>> = {
  'hang-up': hangUp,
  reconcile: (deps, { id }) => mend(deps, id, 'Twilio is being asked how the call ended.'),
  refetch: (deps, { id }) => mend(deps, id, 'What is missing of the call is being fetched.'),
  retry: retryContact,
};

/** Its workflow hangs up; where that is gone, the workflow that mends it ends the call at Twilio. */
async function hangUp(deps: ApiDeps, { id }: CallFacts): Promise<string> {
  if (await askForTheEnd(deps, id)) return 'The call is being ended.';
  return mend(deps, id, 'Its workflow is gone; the call is being ended at Twilio.');
}

async function mend(deps: ApiDeps, id: CallId, message: string): Promise<string> {
  await startMend(deps, id, ASK_WITHIN_MS);
  return message;
}
