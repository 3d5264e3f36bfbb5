import express, { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { type CallId, parseCallId } from '../../contracts/ids.ts';
import { webhookEnvelopeSchema } from '../../contracts/vendors/elevenlabs.ts';
import { WEBHOOK_PATHS } from '../../contracts/webhooks.ts';
import { ApiError } from '../api-error.ts';
import type { ApiDeps } from '../deps.ts';
import { sendData } from '../envelope.ts';
import { parseInput } from '../parse.ts';
import { within } from '../within.ts';
import { appendEvent } from './append-event.ts';
import { isSigned, readSignature } from './elevenlabs-signature.ts';
import { mendIfLate } from './late.ts';

/** They disable a webhook that fails often, so a slow database is answered 503 (which they try again) in time. */
const ACCEPT_WITHIN_MS = 5000;

/** What we look at of a finished conversation here; all of it is kept. */
const postCallSchema = z.looseObject({
  conversation_id: z.string().min(1).max(100),
  user_id: z.string().nullish(),
  conversation_initiation_client_data: z
    .object({ dynamic_variables: z.object({ call_id: z.unknown() }).partial().nullish() })
    .nullish(),
});
type PostCall = z.infer<typeof postCallSchema>;

/**
 * ElevenLabs' post-call webhook. A transcript is kept with the raw events of its call, where the call's workflow looks
 * for it; when that is over, another completes the record. Other types, and conversations that are not ours, are acknowledged.
 */
export function elevenLabsWebhooks(deps: ApiDeps): Router {
  const router = Router();
  // The signature covers the bytes as they came, so they are not parsed before it is checked.
  const raw = express.raw({ type: () => true, limit: '30mb' });
  router.post(WEBHOOK_PATHS.elevenlabs, refuseUnsigned, raw, accept(deps));
  return router;
}

/** Without a usable header the body, which can be large, is not even read. */
const refuseUnsigned: RequestHandler = (req, _res, next) => {
  next(readSignature(req.get('ElevenLabs-Signature'), Date.now()) ? undefined : badSignature());
};

function accept(deps: ApiDeps): RequestHandler {
  const { env, log } = deps;
  return async (req, res) => {
    const body: Buffer = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
    const signature = readSignature(req.get('ElevenLabs-Signature'), Date.now());
    if (!signature || !isSigned(signature, body, env.ELEVENLABS_WEBHOOK_SECRET)) throw badSignature();
    const { type, event_timestamp, data } = parseInput(webhookEnvelopeSchema, parseJson(body));
    const stored = type === 'post_call_transcription' && (await keep(deps, data, event_timestamp));
    if (!stored) log.info({ type }, 'webhook of ElevenLabs acknowledged, nothing to keep');
    sendData(res, { stored });
  };
}

/** False when the conversation belongs to no call of ours. */
async function keep(deps: ApiDeps, data: unknown, eventTimestamp: number): Promise<boolean> {
  const conversation = parseInput(postCallSchema, data);
  const callId = callIdOfConversation(conversation);
  if (!callId) return false;
  const event = {
    callId,
    kind: 'elevenlabs.post_call' as const,
    key: `${conversation.conversation_id}:${eventTimestamp}`,
    data: { event_timestamp: eventTimestamp, data: conversation },
  };
  await within(ACCEPT_WITHIN_MS, 'The database', appendEvent(event));
  await mendIfLate(deps, callId, 'transcript', ACCEPT_WITHIN_MS);
  return true;
}

function callIdOfConversation(conversation: PostCall): CallId | undefined {
  const variables = conversation.conversation_initiation_client_data?.dynamic_variables;
  return [conversation.user_id, variables?.call_id].find(
    (id): id is CallId => typeof id === 'string' && parseCallId(id) !== undefined,
  );
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new ApiError('invalid_request', 'The body is not JSON.');
  }
}

function badSignature(): ApiError {
  return new ApiError(
    'bad_signature',
    'ElevenLabs-Signature is missing, older than 30 minutes, or was not made with ELEVENLABS_WEBHOOK_SECRET.',
  );
}
