import { type NextFunction, type Request, type Response, Router } from 'express';
import type { Context } from '../context.ts';
import { ApiError, answerApiError } from './api-error.ts';
import { authenticate } from './authenticate.ts';
import { type Call, type CallStatus, hasEnded } from './call.ts';
import type { Exchange } from './exchange.ts';
import { fieldsOf, one } from './form.ts';

/**
 * `/v1/Voice` of Voice Insights (protocol reference 5). While they are off everything is answered 401; a call that ended while
 * they were off stays unknown to them (17007), and a summary that is not there yet is 17001. No page of Twilio's gives the HTTP
 * statuses of the two; 404 and 403 are chosen here.
 */
export function insightsRoutes(context: Context, exchange: Exchange): Router {
  const router = Router();
  router.use(authenticate(context.options));
  router.get('/:sid/Summary', (request, response) => {
    if (context.insights === 'off') throw new ApiError(401, 20003, 'Advanced Features are not active');
    const runner = exchange.find(String(request.params.sid));
    if (!runner) throw new ApiError(404, 17000, 'The call was not found');
    const asked = one(fieldsOf(request.query), 'ProcessingState');
    response.json(summaryFor(runner.call, asked, context));
  });
  router.use((request: Request, _response: Response, _next: NextFunction) => {
    throw new ApiError(
      404,
      20404,
      `The requested resource ${request.originalUrl.split('?')[0]} was not found`,
    );
  });
  router.use(answerApiError);
  return router;
}

function summaryFor(call: Call, asked: string | undefined, { options }: Context) {
  if (call.withoutInsights)
    throw new ApiError(403, 17007, 'Advanced Features were not active when the call ended');
  const since = call.endedAt ? Date.now() - call.endedAt.getTime() : -1;
  const { endToPartialSummary, endToCompleteSummary } = options.timings;
  const complete = hasEnded(call) && since >= endToCompleteSummary;
  const ready = asked === 'partial' ? since >= endToPartialSummary : complete;
  // Unasked, the best there is.
  if (!ready && !(asked === undefined && since >= endToPartialSummary)) {
    throw new ApiError(404, 17001, 'The summary of the call is not available yet');
  }
  return summary(call, options.accountSid, complete ? 'complete' : 'partial');
}

/** Other words than those of the Call resource. */
const STATES: Partial<Record<CallStatus, string>> = { failed: 'fail', 'no-answer': 'noanswer' };

function summary(call: Call, accountSid: string, state: 'partial' | 'complete') {
  const { order, endedAt, answeredAt, dialedAt } = call;
  const secondsSince = (from: Date | undefined) =>
    from && endedAt ? Math.round((endedAt.getTime() - from.getTime()) / 1000) : 0;
  const outbound = call.direction === 'outbound-api';
  return {
    account_sid: accountSid,
    call_sid: call.sid,
    call_type: 'carrier',
    call_state: dialedAt ? (STATES[call.status] ?? call.status) : 'undialed',
    answered_by: call.answeredBy ?? null,
    processing_state: state,
    created_time: call.createdAt.toISOString(),
    start_time: dialedAt?.toISOString() ?? null,
    end_time: endedAt?.toISOString() ?? null,
    duration: secondsSince(dialedAt),
    connect_duration: secondsSince(answeredAt),
    from: { caller: order.from },
    to: { callee: order.to },
    carrier_edge: {
      metrics: {
        inbound: edge(answeredAt, endedAt, 'received'),
        outbound: edge(answeredAt, endedAt, 'sent'),
      },
    },
    client_edge: null,
    sdk_edge: null,
    sip_edge: null,
    tags: answeredAt && secondsSince(answeredAt) < 10 ? ['pstn_short_duration'] : [],
    url: `https://insights.twilio.com/v1/Voice/${call.sid}/Summary`,
    attributes: { conference_participant: false },
    properties: {
      direction: outbound ? 'outbound_api' : 'inbound',
      disconnected_by: disconnectedBy(call),
      last_sip_response_num: call.sipCode ?? null,
      pdd_ms: call.ringingAt && dialedAt ? call.ringingAt.getTime() - dialedAt.getTime() : 0,
    },
    trust: {},
    annotation: null,
  };
}

/** The person or their network, or our side, in the words for who called whom. */
function disconnectedBy({ endedBy, direction }: Call): 'caller' | 'callee' {
  const theirs = endedBy === 'person' || endedBy === 'network';
  return theirs === (direction === 'outbound-api') ? 'callee' : 'caller';
}

const PACKETS_PER_MS = 1 / 20;

/** Nothing is lost on this network. */
function edge(answeredAt: Date | undefined, endedAt: Date | undefined, way: 'sent' | 'received') {
  const ms = answeredAt && endedAt ? endedAt.getTime() - answeredAt.getTime() : 0;
  return {
    codec: 0,
    codec_name: 'pcmu',
    [`packets_${way}`]: Math.round(ms * PACKETS_PER_MS),
    packets_lost: 0,
    packets_loss_percentage: 0,
    jitter: { avg: 0, max: 0 },
  };
}
