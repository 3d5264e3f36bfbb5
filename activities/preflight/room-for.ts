import type { CampaignSettings } from '../../contracts/campaign.ts';
import { pacingOf } from '../../contracts/pacing.ts';
import { capacityOfBridges } from '../../platform/bridges.ts';
import type { CampaignDoc } from '../../platform/models/campaign.ts';
import { Demands } from '../../platform/models/demand.ts';
import { shareOf } from '../../workflows/pacing/share-of.ts';
import { reserveOf } from '../lines.ts';
import { HEARD_WITHIN_MS, type PacingEnv } from '../room.ts';

const NO_BOUND = Number.POSITIVE_INFINITY;

export interface RoomFor {
  lines: number;
  /** Starts per second. */
  perSecond: number;
}

/**
 * Lines and pace that a campaign may count on: what the account has, less what those take that run now, if they ran on
 * beside it. They may be over sooner; then it is done sooner.
 */
export async function roomFor(
  env: PacingEnv,
  { _id, freeSeats }: Pick<CampaignDoc, '_id' | 'freeSeats'>,
  settings: CampaignSettings,
  now = Date.now(),
): Promise<RoomFor> {
  const { weight, priority, startsPerMinute, humanSeats } = pacingOf(settings);
  const [capacity = NO_BOUND, rivals] = await Promise.all([
    capacityOfBridges(),
    Demands.find({
      _id: { $ne: _id },
      at: { $gte: new Date(now - HEARD_WITHIN_MS) },
      atMost: { $gt: 0 },
    }).lean(),
  ]);
  const account = env.TWILIO_MAX_CALLS - reserveOf(env);
  const all = Math.min(account, capacity, env.ELEVENLABS_MAX_CALLS ?? NO_BOUND);
  const own = Math.min(settings.lines, freeSeats ?? humanSeats ?? NO_BOUND);
  const me = { id: _id, weight, priority, up: 0, wants: own, callBacks: 0, served: 0 };
  const others = rivals.map((rival) => ({ ...me, ...rival, id: rival._id, wants: rival.atMost, served: 0 }));
  const shares = shareOf({ lines: all, reserved: 0, answerable: NO_BOUND, starts: all }, [me, ...others]);
  const besides = others.filter((other) => other.priority <= priority);
  const weights = besides.reduce((sum, other) => sum + other.weight, weight);
  const perSecond = Math.min((env.TWILIO_CPS * weight) / weights, (startsPerMinute ?? NO_BOUND) / 60);
  return { lines: shares.get(_id) ?? 0, perSecond };
}
