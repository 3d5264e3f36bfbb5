import { z } from 'zod';
import { type CallId, parseCallId } from '../../../contracts/ids.ts';

/** The id of a call, in the input of a command. */
export const callInput = z.object({
  id: z.custom<CallId>((id) => typeof id === 'string' && parseCallId(id) !== undefined, 'is not a call id'),
});
