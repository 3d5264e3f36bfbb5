import { parseCallId } from '../contracts/ids.ts';
import { streamPath } from '../contracts/stream.ts';
import { isStreamToken } from '../platform/stream-token.ts';
import { isStreamSignature } from './stream-signature.ts';

/** What proves that an upgrade comes from Twilio and for a call of ours. */
export interface StreamKeys {
  /** Public address of the bridge, to which the TwiML adds the path: without a slash at its end. */
  bridgeUrl: string;
  authToken: string;
  sessionSecret: string;
}

export type Admission =
  | { ok: true; callId: string }
  | { ok: false; status: 401 | 403 | 404 | 409 | 503; why: string };

/** Twilio allows no query here, and a call id or a token has no character that would have to be escaped. */
const STREAM_PATH = /^\/streams\/([\w.-]{1,80})\/([\w-]{1,80})$/;

/**
 * Whether a stream may begin. One call has one stream: while it is alive, another for the same call is refused, so that
 * nobody can take a conversation over; a connection that died is noticed by the heartbeat, and then the way is free.
 */
export function admit(
  request: { url: string | undefined; signature: string | string[] | undefined },
  keys: StreamKeys,
  bridge: { draining: boolean; isUp: (callId: string) => boolean },
): Admission {
  const [, callId, token] = STREAM_PATH.exec(request.url ?? '') ?? [];
  if (!callId || !token || !parseCallId(callId)) {
    return refuse(404, 'Streams are at /streams/<call id>/<token>.');
  }
  if (typeof request.signature !== 'string') return refuse(401, 'x-twilio-signature is missing.');
  const signedUrl = keys.bridgeUrl + streamPath(callId, token);
  if (!isStreamSignature(request.signature, signedUrl, keys.authToken)) {
    return refuse(403, 'x-twilio-signature does not match BRIDGE_URL and this path.');
  }
  if (!isStreamToken(callId, token, keys.sessionSecret))
    return refuse(403, 'The token is not for this call.');
  if (bridge.draining) return refuse(503, 'The bridge is shutting down.');
  if (bridge.isUp(callId)) return refuse(409, 'This call has a stream already.');
  return { ok: true, callId };
}

function refuse(status: 401 | 403 | 404 | 409 | 503, why: string): Admission {
  return { ok: false, status, why };
}
