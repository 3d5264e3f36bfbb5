import { parseCallId } from '../contracts/ids.ts';
import { streamPath } from '../contracts/stream.ts';
import { readStreamToken, type StreamTicket } from '../platform/stream-token.ts';
import { isStreamSignature } from './stream-signature.ts';

/** What proves that an upgrade comes from Twilio and for a call of ours. */
export interface StreamKeys {
  /** Public address of the bridge, to which the TwiML adds the path: without a slash at its end. */
  bridgeUrl: string;
  authToken: string;
  sessionSecret: string;
}

/** Why an upgrade was refused, for whoever counts. */
export type Refusal =
  | 'path'
  | 'signature'
  | 'token'
  | 'used'
  | 'draining'
  | 'taken'
  | 'full'
  | 'busy'
  | 'crowded';

export interface Refused {
  ok: false;
  reason: Refusal;
  status: 401 | 403 | 404 | 409 | 503;
  why: string;
}

export type Admission = { ok: true; callId: string; token: string; ticket: StreamTicket } | Refused;

/** Twilio allows no query here, and a call id or a token has no character that would have to be escaped. */
const STREAM_PATH = /^\/streams\/([\w.-]{1,80})\/([\w-]{1,80})$/;

/** What the bridge knows of itself and of a call. */
export interface Present {
  draining: boolean;
  /** Streams that may begin, were the process not too slow. */
  places: number;
  /** Audio waits too long already. */
  isSlow: boolean;
  /** Number of the call's stream that is up, if one is. */
  streamUp: (callId: string) => number | undefined;
  isUsed: (token: string) => boolean;
}

/**
 * Whether a stream may begin. Each token opens one, and one call has one: while it is alive, no other of its number or
 * an earlier one may begin, so that nobody can take a conversation over. A later one may, since the API gives its
 * token only when Twilio has lost the one before, whether or not that has been noticed here.
 */
export function admit(
  request: { url: string | undefined; signature: string | string[] | undefined },
  keys: StreamKeys,
  bridge: Present,
): Admission {
  const [, callId, token] = STREAM_PATH.exec(request.url ?? '') ?? [];
  if (!callId || !token || !parseCallId(callId)) {
    return refuse('path', 404, 'Streams are at /streams/<call id>/<token>.');
  }
  if (typeof request.signature !== 'string')
    return refuse('signature', 401, 'x-twilio-signature is missing.');
  const signedUrl = keys.bridgeUrl + streamPath(callId, token);
  if (!isStreamSignature(request.signature, signedUrl, keys.authToken)) {
    return refuse('signature', 403, 'x-twilio-signature does not match BRIDGE_URL and this path.');
  }
  const ticket = readStreamToken(callId, token, keys.sessionSecret);
  if (!ticket) return refuse('token', 403, 'The token is not for this call, or has expired.');
  if (bridge.isUsed(token)) return refuse('used', 403, 'The token has been used.');
  if (bridge.draining) return refuse('draining', 503, 'The bridge is shutting down.');
  if (bridge.places <= 0)
    return refuse('full', 503, 'The bridge has as many streams as it may (BRIDGE_MAX_CALLS).');
  // Whoever is on the line already would be worse off without a stream than with a slow one.
  if (bridge.isSlow && ticket.stream === 1)
    return refuse('busy', 503, 'The bridge is too slow for one more stream.');
  if ((bridge.streamUp(callId) ?? 0) >= ticket.stream)
    return refuse('taken', 409, 'This call has a stream already.');
  return { ok: true, callId, token, ticket };
}

function refuse(reason: Refusal, status: Refused['status'], why: string): Refused {
  return { ok: false, reason, status, why };
}
