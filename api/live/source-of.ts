import type { Room } from '../../contracts/live.ts';
import type { ApiDeps } from '../deps.ts';
import { callSource } from './call-source.ts';
import { campaignSource } from './campaign-source.ts';
import { campaignsSource } from './campaigns-source.ts';
import type { RoomSource } from './room-source.ts';

export function sourceOf(deps: ApiDeps, room: Room): RoomSource {
  if (room.kind === 'campaigns') return campaignsSource(deps);
  return room.kind === 'campaign' ? campaignSource(deps, room.campaignId) : callSource(deps, room.callId);
}
