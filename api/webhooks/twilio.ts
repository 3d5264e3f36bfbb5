import { WorkflowNotFoundError } from '@temporalio/client';
import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import twilio from 'twilio';
import type { CallEvent, RawEventKind } from '../../contracts/call-event.ts';
import { type CallId, callWorkflowId } from '../../contracts/ids.ts';
import { statusCallbackSchema } from '../../contracts/vendors/twilio.ts';
import { WEBHOOK_PATHS } from '../../contracts/webhooks.ts';
import { callEventSignal } from '../../contracts/workflow-api.ts';
import { Calls } from '../../platform/models/call.ts';
import { ApiError } from '../api-error.ts';
import { askTemporal } from '../ask-temporal.ts';
import type { ApiDeps } from '../deps.ts';
import { callIdIn, parseInput } from '../parse.ts';
import { within } from '../within.ts';
import { appendEvent } from './append-event.ts';
import { continueWebhook } from './continue.ts';
import { inboundWebhooks } from './inbound.ts';
import { mendIfLate, startMend } from './late.ts';
import { type Callback, readDetection, readRecording, readStatus, readStream } from './twilio-events.ts';

/** Together below the 4 s after which Twilio takes our silence for a fault and asks again (RETRY_FRAGMENT). */
const STORE_WITHIN_MS = 1800;
const SIGNAL_WITHIN_MS = 1800;

type Reader = (body: unknown, receivedAt: number) => Callback;

/**
 * Twilio's callbacks. Each is verified, parsed, kept, passed on to the call's workflow where it changes the call's
 * course, and answered 204 only then: anything else makes Twilio send it again. So a callback can reach the workflow
 * more than once, never less; its reducer takes it so.
 */
export function twilioWebhooks(deps: ApiDeps): Router {
  const router = Router();
  const form = express.urlencoded({ extended: false, limit: '64kb', parameterLimit: 200 });
  const at = (path: (id: string) => string, kind: RawEventKind, read: Reader) =>
    router.post(path(':id'), form, verify(deps), accept(deps, kind, read));
  router.use(inboundWebhooks(deps, [form, verify(deps)]));
  router.use(continueWebhook(deps, [form, verify(deps)]));
  router.post(WEBHOOK_PATHS.inboundStatus, form, verify(deps), acceptOfInbound(deps));
  at(WEBHOOK_PATHS.status, 'twilio.status', readStatus);
  at(WEBHOOK_PATHS.amd, 'twilio.amd', readDetection);
  at(WEBHOOK_PATHS.recording, 'twilio.recording', readRecording);
  at(WEBHOOK_PATHS.stream, 'twilio.stream', readStream);
  return router;
}

/** The signature covers our public address, which a proxy may hide from the request, and all parameters. */
function verify({ env }: ApiDeps): RequestHandler {
  const base = env.SERVER_URL.replace(/\/+$/, '');
  return (req, _res, next) => {
    const signature = req.get('X-Twilio-Signature') ?? '';
    const url = `${base}${req.originalUrl}`;
    if (twilio.validateRequest(env.TWILIO_AUTH_TOKEN, signature, url, req.body ?? {})) return next();
    next(
      new ApiError(
        'bad_signature',
        'X-Twilio-Signature does not match: it must cover SERVER_URL with this path, and be made with TWILIO_AUTH_TOKEN.',
      ),
    );
  };
}

function accept(deps: ApiDeps, kind: RawEventKind, read: Reader): RequestHandler {
  return (req, res) => take(deps, kind, read, callIdIn(req), req, res);
}

/** The end of a call to us: its address is that of our number, so the call is known by its SID alone. */
function acceptOfInbound(deps: ApiDeps): RequestHandler {
  return async (req, res) => {
    const { CallSid } = parseInput(statusCallbackSchema, req.body);
    const call = await Calls.findOne({ callSid: CallSid }, { _id: 1 }).lean();
    if (!call) throw new ApiError('not_found', 'No call has this CallSid.');
    await take(deps, 'twilio.status', readStatus, call._id, req, res);
  };
}

async function take(
  deps: ApiDeps,
  kind: RawEventKind,
  read: Reader,
  callId: CallId,
  req: Request,
  res: Response,
): Promise<void> {
  const { key, event } = read(req.body, Date.now());
  await within(STORE_WITHIN_MS, 'The database', appendEvent({ callId, kind, key, data: formOf(req) }));
  if (event) await signalCall(deps, callId, event);
  if (kind === 'twilio.recording') await mendIfLate(deps, callId, 'recording', SIGNAL_WITHIN_MS);
  res.status(204).end();
}

/** Names of a form come without a prototype; the database's driver wants plain objects. */
function formOf(req: Request): Record<string, unknown> {
  return { ...req.body };
}

/** Reads the record and starts one workflow at most; what is accounted for stays as it is. */
async function mendIfUnknown(deps: ApiDeps, callId: CallId): Promise<void> {
  const unknown = { $or: [{ outcome: 'unknown' as const }, { outcome: 'canceled' as const, callSid: null }] };
  if (await Calls.exists({ _id: callId, ...unknown })) await startMend(deps, callId, SIGNAL_WITHIN_MS);
}

/** Tells the call's workflow. When that is over, an end or an answer may still be news to the call's record. */
async function signalCall(deps: ApiDeps, callId: CallId, event: CallEvent): Promise<void> {
  const { temporal, log } = deps;
  const handle = temporal.workflow.getHandle(callWorkflowId(callId));
  try {
    await askTemporal(temporal, SIGNAL_WITHIN_MS, () => handle.signal(callEventSignal, event));
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    log.info({ callId, kind: event.kind }, 'callback for a call whose workflow has ended');
    if (event.kind !== 'detected') await mendIfUnknown(deps, callId);
  }
}
