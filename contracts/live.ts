import type { CallView } from './http/calls.ts';
import type { CampaignView } from './http/campaigns.ts';
import type { Turn } from './transcript.ts';

/**
 * The Socket.IO feed (path `/socket.io`, same session cookie as the API; a socket without one is refused).
 * A client emits `watch` with a room and gets the current state at once, then each change; `unwatch` leaves.
 */
export type Room =
  | { kind: 'campaigns' }
  | { kind: 'campaign'; campaignId: string }
  | { kind: 'call'; callId: string };

export interface ClientToServer {
  watch: (room: Room) => void;
  unwatch: (room: Room) => void;
}

export interface ServerToClient {
  /** Room `campaigns` and `campaign`: a campaign's state or progress changed. */
  campaign: (campaign: CampaignView) => void;
  /** Room `campaign`: calls of it changed or began since the last message. */
  calls: (calls: CallView[]) => void;
  /** Room `call`. */
  call: (call: CallView) => void;
  /** Room `call`: turns said since the last message; `from` is the index of the first among all of the call. */
  turns: (message: { callId: string; from: number; turns: Turn[] }) => void;
}

export function roomName(room: Room): string {
  if (room.kind === 'campaigns') return 'campaigns';
  return room.kind === 'campaign' ? `campaign:${room.campaignId}` : `call:${room.callId}`;
}
