import twilio from 'twilio';
import type { CampaignSettings } from '../../../contracts/campaign.ts';
import type { Env } from '../../../platform/env.ts';
import { type CallerIdDoc, CallerIds } from '../../../platform/models/caller-id.ts';
import { ApiError } from '../../api-error.ts';
import { twilioClientOf } from '../../twilio-client.ts';

type Kind = CallerIdDoc['kind'];

/** Twilio's largest page, and more numbers than an account of ours would have. */
const PAGE = 1_000;
const MOST_NUMBERS = 20_000;
/** Faults are told of the first few numbers. */
const MOST_TOLD = 10;

/** The numbers that a campaign shows instead of the installation's. */
export function numbersOf({ callerId, callerIds }: Partial<CampaignSettings>): string[] {
  return [...new Set([...(callerId ? [callerId] : []), ...(callerIds?.numbers ?? [])])];
}

/** What is wrong with these numbers, for people; nothing where the account owns or has verified all. Keeps those that are right. */
export async function faultsOfNumbers(env: Env, numbers: string[]): Promise<string[]> {
  const ours = await numbersAtTwilio(env);
  const unknown = numbers.filter((number) => !ours.has(number));
  await keep(numbers, ours);

  const told = unknown
    .slice(0, MOST_TOLD)
    .map(
      (number) =>
        `${number} is neither a voice number of the Twilio account nor verified there: buy or verify it, or leave it out`,
    );
  return unknown.length > MOST_TOLD ? [...told, `and ${unknown.length - MOST_TOLD} more`] : told;
}

async function numbersAtTwilio(env: Env): Promise<Map<string, Kind>> {
  const client = twilioClientOf(env);
  // An object for each: the SDK writes its own state into it.
  const all = () => ({ pageSize: PAGE, limit: MOST_NUMBERS });
  const [owned, verified] = await Promise.all([
    client.incomingPhoneNumbers.list(all()),
    client.outgoingCallerIds.list(all()),
  ]).catch((error: unknown) => {
    const why =
      error instanceof twilio.RestException ? `answered ${error.code ?? error.status}` : 'does not answer';
    throw new ApiError('unavailable', `The caller ids could not be checked: Twilio ${why}. Try again.`);
  });
  return new Map([
    ...verified.map((one): [string, Kind] => [one.phoneNumber, 'verified']),
    ...owned
      .filter(({ capabilities }) => capabilities.voice)
      .map((one): [string, Kind] => [one.phoneNumber, 'owned']),
  ]);
}

/** One statement for all: a pool may have hundreds. */
async function keep(numbers: string[], ours: Map<string, Kind>): Promise<void> {
  const checkedAt = new Date();
  const writes = numbers.flatMap((_id) => {
    const kind = ours.get(_id);
    const update = { $set: { kind, checkedAt, schemaVersion: 1 as const } };
    return kind ? [{ updateOne: { filter: { _id }, update, upsert: true } }] : [];
  });
  if (writes.length > 0) await CallerIds.bulkWrite(writes, { ordered: false });
}
