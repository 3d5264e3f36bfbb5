import type { CallView } from '../../contracts/http/calls.ts';
import type { CampaignView } from '../../contracts/http/campaigns.ts';
import type { ServerToClient } from '../../contracts/live.ts';
import { presentCall } from '../queries/call-views.ts';

/** What the feed says to a room. Calls still have their numbers in E.164: see `presented`. */
export type Message =
  | { event: 'campaign'; payload: CampaignView }
  | { event: 'calls'; payload: CallView[] }
  | { event: 'call'; payload: CallView }
  | { event: 'turns'; payload: Parameters<ServerToClient['turns']>[0] };

/** The message as a reader may see it: numbers in full, or masked. */
export function presented(message: Message, inFull: boolean): Message {
  if (message.event === 'call') return { ...message, payload: presentCall(message.payload, inFull) };
  if (message.event === 'calls') {
    return { ...message, payload: message.payload.map((call) => presentCall(call, inFull)) };
  }
  return message;
}
