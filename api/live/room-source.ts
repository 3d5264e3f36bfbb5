import type { Room } from '../../contracts/live.ts';
import type { ApiDeps } from '../deps.ts';
import { callSource } from './call-source.ts';
import { campaignSource } from './campaign-source.ts';
import { campaignsSource } from './campaigns-source.ts';
import type { Message } from './messages.ts';

/** Where a room's messages come from. It remembers what it last said, so that it says only what is new. */
export interface RoomSource {
  /** All that the room shows now, for one who just came. */
  current(): Promise<Message[]>;
  /** What is different from the last time. */
  changes(): Promise<Message[]>;
}

export function sourceOf(deps: ApiDeps, room: Room): RoomSource {
  if (room.kind === 'campaigns') return campaignsSource(deps);
  return room.kind === 'campaign' ? campaignSource(deps, room.campaignId) : callSource(deps, room.callId);
}
