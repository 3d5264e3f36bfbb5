import type { Response } from 'express';
import { AuditEntries } from '../../platform/models/audit-entry.ts';
import { newId } from '../../platform/mongo.ts';
import type { ApiError } from '../api-error.ts';
import type { ApiDeps } from '../deps.ts';
import { asker } from '../middleware/authenticate.ts';
import { toApiError, withoutData } from '../middleware/error-handler.ts';
import { within } from '../within.ts';
import { auditable } from './auditable.ts';

export interface Audited {
  action: string;
  /** Ids of what it is about. */
  targets: string[];
  input: unknown;
}

/** An emergency must not wait for a database that hangs. */
const WRITE_WITHIN_MS = 5000;

/**
 * Does something for an operator, and keeps that it was asked for and what came of it. What cannot be kept is not
 * done; what was done stays done, even where its end could not be written.
 */
export async function auditing<T>(
  deps: Pick<ApiDeps, 'log'>,
  res: Response,
  { action, targets, input }: Audited,
  work: () => Promise<T>,
): Promise<T> {
  const { id, name } = asker(res);
  const requestId: string = res.locals.requestId;
  const _id = newId();
  const entry = { _id, by: { id, name }, action, targets, input: auditable(input), requestId };
  await within(
    WRITE_WITHIN_MS,
    'The audit log',
    AuditEntries.create({ ...entry, state: 'begun', at: new Date() }),
  );
  const end = (facts: object) => complete(deps, _id, facts);
  try {
    const result = await work();
    const about = [...new Set([...targets, ...targetsOf(result)])];
    await end({ state: 'done', result: auditable(result), targets: about });
    return result;
  } catch (error) {
    await end(endOf(toApiError(error)));
    throw error;
  }
}

/** The ids of what an input or a result is about: commands name it `id`, or `campaignId` where that is where to look. */
export function targetsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { id, campaignId, query, results } = value as Record<string, unknown>;
  const own = [id, campaignId].filter((one) => typeof one === 'string');
  const done = Array.isArray(results) ? results.filter(isDone).flatMap(targetsOf) : [];
  return [...own, ...targetsOf(query), ...done];
}

function isDone(one: unknown): boolean {
  return typeof one === 'object' && one !== null && 'result' in one && one.result === 'done';
}

function endOf({ code, status, message }: ApiError) {
  const state = status < 500 ? 'refused' : 'failed';
  return { state, error: { code, message: String(auditable(message)) } };
}

async function complete({ log }: Pick<ApiDeps, 'log'>, _id: string, facts: object): Promise<void> {
  try {
    const written = AuditEntries.updateOne({ _id }, { $set: { ...facts, endedAt: new Date() } }).exec();
    await within(WRITE_WITHIN_MS, 'The audit log', written);
  } catch (error) {
    log.error({ entry: _id, error: withoutData(error) }, 'the end of an audited action could not be written');
  }
}
