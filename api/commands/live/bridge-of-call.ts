import type { CallId } from '../../../contracts/ids.ts';
import { bridgesWithCalls } from '../../../platform/bridges.ts';
import { type LivePurpose, liveToken } from '../../../platform/live-token.ts';
import type { CallDoc } from '../../../platform/models/call.ts';
import { ApiError } from '../../api-error.ts';
import type { ApiDeps } from '../../deps.ts';
import { findCall } from '../../queries/calls.ts';

const ANSWER_WITHIN_MS = 1_500;

/** A call in which an agent is talking, and where. */
export interface LiveCall {
  call: CallDoc;
  /** Address of the bridge that has its stream: `ws:` or `wss:`, without a slash at its end. */
  bridgeUrl: string;
}

/**
 * Finds the bridge that has a call by asking all of them: they alone know, and a record of it would be wrong just when a
 * bridge has died.
 * @throws ApiError `not_found`, or `not_allowed_now` when the call is over or has no stream
 */
export async function findLiveCall({ env }: ApiDeps, id: CallId): Promise<LiveCall> {
  const call = await findCall(id);
  if (call.phase === 'ended') throw new ApiError('not_allowed_now', 'The call is over.');
  const urls = await bridgesWithCalls(env.BRIDGE_URL);
  const answers = await Promise.all(
    urls.map((bridgeUrl) => askBridge(bridgeUrl, id, 'find', env.SESSION_SECRET)),
  );
  const bridgeUrl = urls.find((_, index) => answers[index] === 200);
  if (bridgeUrl === undefined) {
    throw new ApiError('not_allowed_now', 'Nobody is talking on this call at the moment: it has no stream.');
  }
  return { call, bridgeUrl };
}

/**
 * Asks the bridge at this address something about a call; `listen` is not asked this way.
 * @returns its status, or undefined when it did not answer
 */
export async function askBridge(
  bridgeUrl: string,
  callId: CallId,
  purpose: Exclude<LivePurpose, 'listen'>,
  secret: string,
  body?: object,
): Promise<number | undefined> {
  const path = purpose === 'find' ? `/calls/${callId}` : `/calls/${callId}/${purpose}`;
  const { token } = liveToken(callId, purpose, secret);
  try {
    const response = await fetch(`${bridgeUrl.replace(/^ws/, 'http')}${path}`, {
      method: purpose === 'find' ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    return undefined;
  }
}
