import { WorkflowNotFoundError } from '@temporalio/client';
import { type Request, type RequestHandler, Router } from 'express';
import twilio from 'twilio';
import { z } from 'zod';
import { metIn } from '../../contracts/answering-watch.ts';
import { type CallId, callWorkflowId } from '../../contracts/ids.ts';
import { accountOf, MOST_STREAMS, PREVIOUS_CONVERSATION } from '../../contracts/stream.ts';
import { connectActionSchema } from '../../contracts/vendors/twilio.ts';
import { RETRY_FRAGMENT, WEBHOOK_PATHS } from '../../contracts/webhooks.ts';
import { type Continuation, continuationQuery } from '../../contracts/workflow-api.ts';
import { bridgesFor } from '../../platform/bridges.ts';
import type { CallDoc } from '../../platform/models/call.ts';
import { CallEvents } from '../../platform/models/call-event.ts';
import { type ContactDoc, Contacts } from '../../platform/models/contact.ts';
import { campaignOfCall } from '../../platform/standing-campaigns.ts';
import { type CallPlan, connectTwiml } from '../../platform/stream-twiml.ts';
import { variablesFor } from '../../workflows/choice/variables.ts';
import { ApiError } from '../api-error.ts';
import { askTemporal } from '../ask-temporal.ts';
import type { ApiDeps } from '../deps.ts';
import { callIdIn, parseInput } from '../parse.ts';
import { findCall } from '../queries/calls.ts';
import { liveTurns } from '../queries/transcript.ts';
import { within } from '../within.ts';
import { appendEvent } from './append-event.ts';
import { BridgeWatch } from './bridge-watch.ts';

/** All of an answer stays below the 4 s after which Twilio asks again (RETRY_FRAGMENT). */
const ANSWER_WITHIN_MS = 3_700;
const STORE_WITHIN_MS = 1_500;
const WORKFLOW_WITHIN_MS = 1_500;
const PLAN_WITHIN_MS = 800;
/** For a bridge to be there: waited for within the answer, so that the silence ends as soon as one is, */
const BRIDGE_WITHIN_MS = 1_000;
/** and asked again this often, since a bridge that was killed is back within a few seconds. */
const MOST_WAITS = 8;
/** The workflow is asked again this often before it is decided without it: its worker may be starting. */
const MOST_DOUBTS = 3;

const streamSchema = z.coerce.number().int().min(1).max(MOST_STREAMS);
const waitsSchema = z.coerce.number().int().min(0).max(MOST_WAITS).default(0);

/** The stream that Twilio asks about, and how often it was asked to wait for a bridge already. */
interface Ended {
  callId: CallId;
  stream: number;
  waits: number;
}

/**
 * A stream has ended and the phone call has not: Twilio asks what comes next. The call goes on where nobody ended it,
 * with another stream whose agent knows what was said; otherwise there is nothing to do, and Twilio hangs up.
 */
export function continueWebhook(deps: ApiDeps, verified: RequestHandler[]): Router {
  const router = Router();
  const bridges = new BridgeWatch();
  router.post(WEBHOOK_PATHS.continue(':id', ':stream'), ...verified, async (req, res) => {
    const { CallSid, CallStatus } = parseInput(connectActionSchema, req.body);
    const ended = endedIn(req);
    const answer = answerTo(deps, bridges, ended, { callSid: CallSid, isUp: CallStatus === 'in-progress' });
    const twiml = within(ANSWER_WITHIN_MS, 'What comes next', answer).catch((error: unknown) => {
      deps.log.error({ callId: ended.callId, err: error }, 'a call could not be continued');
      return apology();
    });
    res.type('text/xml').send(await twiml);
  });
  return router;
}

function endedIn(req: Request): Ended {
  const stream = streamSchema.safeParse(req.params.stream);
  const waits = waitsSchema.safeParse(req.query.waits);
  if (!stream.success || !waits.success)
    throw new ApiError('not_found', `A call has streams 1 to ${MOST_STREAMS}.`);
  return { callId: callIdIn(req), stream: stream.data, waits: waits.data };
}

async function answerTo(
  deps: ApiDeps,
  bridges: BridgeWatch,
  ended: Ended,
  { callSid, isUp }: { callSid: string; isUp: boolean },
): Promise<string> {
  const { callId, stream } = ended;
  const event = {
    callId,
    kind: 'twilio.continue' as const,
    key: `${callSid}:${stream}`,
    data: { CallSid: callSid, stream },
  };
  const [next] = await Promise.all([
    isUp ? whatIsNext(deps, ended) : nothing(),
    within(STORE_WITHIN_MS, 'The database', appendEvent(event)),
  ]);
  if (next === 'unknown') return again(deps, ended);
  if (!next.goOn) return next.because === 'failed' ? apology() : silence();
  deps.log.warn({ callId, stream: next.stream, waits: ended.waits }, 'a call goes on with another stream');
  const plan = await within(PLAN_WITHIN_MS, 'The database', planOf(callId));
  // One that does not answer here may answer to Twilio: after the last wait it is tried.
  const bridgeUrl = await bridges.firstUpWithin(BRIDGE_WITHIN_MS, () =>
    bridgesFor(callId, deps.env.BRIDGE_URL),
  );
  if (bridgeUrl === undefined && ended.waits < MOST_WAITS) return again(deps, ended);
  return connectTwiml(deps.env, { ...plan, ...(bridgeUrl ? { bridgeUrl } : {}) }, next.stream);
}

/**
 * As the call's workflow has it; unknown while it may still answer, if it is asked again. Without its answer, a stream that
 * broke off is followed by one other.
 */
async function whatIsNext(
  deps: ApiDeps,
  { callId, stream, waits }: Ended,
): Promise<Continuation | 'unknown'> {
  const handle = deps.temporal.workflow.getHandle(callWorkflowId(callId));
  try {
    return await askTemporal(deps.temporal, WORKFLOW_WITHIN_MS, () =>
      handle.query(continuationQuery, { stream }),
    );
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return nothing();
    deps.log.warn({ callId, err: error }, 'the workflow of a call did not say what comes next');
    if (waits < MOST_DOUBTS) return 'unknown';
    return stream === 1 && (await brokeOff(callId)) ? { goOn: true, stream: 2 } : nothing();
  }
}

/** Twilio tells a stream that broke off from one that was closed in good order, as it is after an agent's goodbye. */
async function brokeOff(callId: CallId): Promise<boolean> {
  const event = { callId, kind: 'twilio.stream' as const, 'data.StreamEvent': 'stream-error' };
  return (await CallEvents.exists(event)) !== null;
}

function nothing(): Continuation {
  return { goOn: false, because: 'over' };
}

/** The call as it was placed, with what was said so far before its other variables, so that it is kept when room is short. */
async function planOf(callId: CallId): Promise<CallPlan> {
  const call = await findCall(callId);
  const [campaign, contact, turns] = await Promise.all([
    campaignOfCall(call.campaignId),
    Contacts.findById(call.contactId).lean<ContactDoc | null>(),
    liveTurns(callId),
  ]);
  if (!campaign || !contact) throw new Error('campaign or contact of a call is missing');
  const variables = { ...variablesFor(contact, campaign.settings.variables), ...call.request?.variables };
  const account = accountOf(turns);
  const told = account === undefined ? {} : { [PREVIOUS_CONVERSATION]: account };
  return {
    callId,
    to: call.phone ?? contact.phone,
    name: contact.name,
    variables: Object.assign({}, told, variables, told),
    met: metIn(turns),
    settings: { ...campaign.settings, ...call.request?.settings, ...asPlaced(call) },
  };
}

/** The agent that was chosen and what was changed of it, whatever the campaign's settings say by now. */
function asPlaced({ agentId, overrides }: CallDoc): Pick<CallPlan['settings'], 'agentId' | 'overrides'> {
  return { ...(agentId ? { agentId } : {}), overrides };
}

/** Twilio comes back at once. */
function again({ env }: ApiDeps, { callId, stream, waits }: Ended): string {
  const response = new twilio.twiml.VoiceResponse();
  const path = WEBHOOK_PATHS.continue(callId, stream);
  response.redirect(`${env.SERVER_URL}${path}?waits=${waits + 1}${RETRY_FRAGMENT}`);
  return response.toString();
}

/** Nothing to do: Twilio hangs up. */
function silence(): string {
  return new twilio.twiml.VoiceResponse().toString();
}

function apology(): string {
  const response = new twilio.twiml.VoiceResponse();
  response.say('I am sorry, we have trouble with this line. Goodbye.');
  response.hangup();
  return response.toString();
}
