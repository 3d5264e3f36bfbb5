import { parseCallId } from '../../contracts/ids.ts';
import { readLiveToken } from '../../platform/live-token.ts';
import type { Refused } from '../admission.ts';
import { MOST_EARS } from './ears.ts';

const LISTEN_PATH = /^\/listen\/([\w.-]{1,80})\/([\w-]{1,80})$/;

export interface ListenKeys {
  sessionSecret: string;
  isUsed: (token: string) => boolean;
  /** Listeners of the call's stream; undefined when it has none here. */
  earsOf: (callId: string) => number | undefined;
}

export type ListenAdmission = { ok: true; callId: string; token: string; expiresAt: number } | Refused;

/** Whether somebody may listen in; undefined when that is not what is asked. Each token is good for one socket. */
export function admitListener(url: string | undefined, keys: ListenKeys): ListenAdmission | undefined {
  const [, callId, token] = LISTEN_PATH.exec(url ?? '') ?? [];
  if (!callId || !token || !parseCallId(callId)) return undefined;
  const expiresAt = readLiveToken(callId, 'listen', token, keys.sessionSecret);
  const refused = { ok: false } as const;
  if (expiresAt === undefined || keys.isUsed(token)) {
    const why = 'The token is not for listening to this call, has expired, or has been used.';
    return { ...refused, reason: 'token', status: 403, why };
  }
  const ears = keys.earsOf(callId);
  if (ears === undefined) {
    return { ...refused, reason: 'path', status: 404, why: 'This call has no stream here.' };
  }
  if (ears >= MOST_EARS) {
    return { ...refused, reason: 'taken', status: 409, why: `This call has ${MOST_EARS} listeners already.` };
  }
  return { ok: true, callId, token, expiresAt };
}
