import { type LiveResult, tellBodySchema } from '../../../contracts/http/live-calls.ts';
import { ApiError } from '../../api-error.ts';
import type { Command } from '../command.ts';
import { askBridge, findLiveCall } from './bridge-of-call.ts';
import { callInput } from './call-input.ts';

const input = tellBodySchema.extend(callInput.shape);

/** Tells the agent of a call something that it takes into account from here on, without answering it. */
export const tellAgent: Command<typeof input, LiveResult> = {
  name: 'tell_agent',
  input,
  async run(deps, { id, text }) {
    const { bridgeUrl } = await findLiveCall(deps, id);
    const status = await askBridge(bridgeUrl, id, 'tell', deps.env.SESSION_SECRET, { text });
    if (status === 200) return { id, done: true };
    if (status === 404 || status === 409) {
      throw new ApiError('not_allowed_now', 'No agent is in the conversation at the moment.');
    }
    throw new ApiError('unavailable', 'The bridge that has this call does not answer.');
  },
};
