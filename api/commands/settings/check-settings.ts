import { isDeepStrictEqual } from 'node:util';
import { type CampaignSettings, campaignSettingsSchema } from '../../../contracts/campaign.ts';
import { ApiError } from '../../api-error.ts';
import type { ApiDeps } from '../../deps.ts';
import { faultsOfAgents } from './check-agents.ts';
import { faultsOfNumbers, numbersOf } from './check-numbers.ts';

const OF_NUMBERS = ['callerId', 'callerIds'] as const;
const OF_AGENTS = ['agentId', 'agents', 'overrides'] as const;

/**
 * Holds what settings name at the vendors against what is there: caller ids against the Twilio account, agents and
 * overrides against ElevenLabs. Only what is new is looked at, so that other edits do not need the vendors. Settings that
 * do not match their contract are left to whoever checks that.
 * @throws ApiError `invalid_request` with one detail for each fault, `unavailable` where a vendor cannot be asked
 */
export async function checkSettings(
  deps: ApiDeps,
  wanted: unknown,
  before: Partial<CampaignSettings> = {},
): Promise<void> {
  const { data: settings } = campaignSettingsSchema.safeParse(wanted);
  if (!settings) return;
  const isNew = (name: keyof CampaignSettings) => !isDeepStrictEqual(settings[name], before[name]);
  const numbers = numbersOf(settings);
  const faults = await Promise.all([
    OF_NUMBERS.some(isNew) && numbers.length > 0 ? faultsOfNumbers(deps.env, numbers) : [],
    OF_AGENTS.some(isNew) ? faultsOfAgents(deps, settings) : [],
  ]);
  if (faults.flat().length === 0) return;
  const message = 'The settings name something that the vendors do not have, or do not allow.';
  throw new ApiError('invalid_request', message, {
    details: faults.flat().map((fault) => `settings: ${fault}`),
  });
}
