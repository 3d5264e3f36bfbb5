import type { ListenTicket } from '../../../contracts/http/live-calls.ts';
import { liveToken } from '../../../platform/live-token.ts';
import type { Command } from '../command.ts';
import { findLiveCall } from './bridge-of-call.ts';
import { callInput } from './call-input.ts';

/** Lets somebody listen in to a call that is up, once, within a minute. That they did is in the audit log. */
export const listenToCall: Command<typeof callInput, ListenTicket> = {
  name: 'listen_to_call',
  input: callInput,
  async run(deps, { id }) {
    const { bridgeUrl } = await findLiveCall(deps, id);
    const { token, expiresAt } = liveToken(id, 'listen', deps.env.SESSION_SECRET);
    return { url: `${bridgeUrl}/listen/${id}/${token}`, token, expiresAt: new Date(expiresAt).toISOString() };
  },
};
