import { type Request, type Response, Router } from 'express';
import type { Context } from '../context.ts';
import type { Random } from '../random.ts';
import { ApiError, notFound, serverError } from './api-error.ts';
import { hasEnded, type Notification, personsNumber, type RestRequest } from './call.ts';
import { address, readInstructions } from './call-order.ts';
import { type CallView, callPath, callResource, viewOf } from './call-resource.ts';
import type { CallRunner } from './call-runner.ts';
import { rfc2822 } from './dates.ts';
import type { Accepted, Exchange } from './exchange.ts';
import { type Fields, fieldsOf, one, parametersOf } from './form.ts';
import { dateFilter, page } from './paging.ts';
import { failSometimes, fetchedView, listedViews } from './rest-faults.ts';

const CALLS = '/Accounts/:account/Calls';
const CALL = `${CALLS}/:sid`;

/** Creates, fetches, lists, updates and deletes calls (protocol reference 1.3 to 1.7). */
export function callRoutes(context: Context, exchange: Exchange, random: Random): Router {
  const router = Router();
  const { timers, options } = context;
  const { accountSid, timings } = options;
  const show = (view: CallView) => callResource(view, accountSid);
  const answer = (response: Response, status: number, { call }: CallRunner) =>
    response.status(status).json(show(viewOf(call, Date.now(), timings.endToPrice)));
  const answerCreate = createAnswers(context, exchange, random, answer);

  router.post(`${CALLS}.json`, (request, response) => {
    const accepted = exchange.accept(fieldsOf(request.body));
    noteRequest(accepted.runner, request, 201);
    answerCreate(accepted, request, response);
  });

  router.get(`${CALLS}.json`, (request, response) => {
    const fields = fieldsOf(request.query);
    const key = one(fields, 'To') ?? 'list';
    failSometimes(context, key);
    const views = listedViews(context, exchange.calls(), key).filter(callFilter(fields));
    response.json(page('calls', views, fields, request.originalUrl, show));
  });

  router.get(`${CALL}.json`, (request, response) => {
    const { call } = runnerOf(context, exchange, request);
    response.json(show(fetchedView(context, call)));
  });

  router.post(`${CALL}.json`, (request, response) => {
    const runner = runnerOf(context, exchange, request);
    update(exchange, runner, fieldsOf(request.body));
    noteRequest(runner, request, 200);
    timers.after(random.between(timings.answerRequest), () => answer(response, 200, runner));
  });

  router.delete(`${CALL}.json`, (request, response) => {
    const { call } = runnerOf(context, exchange, request);
    if (!hasEnded(call)) throw new ApiError(400, 20009, 'The call has not ended yet');
    exchange.forget(call.sid);
    response.status(204).end();
  });

  router.get(`${CALL}/Notifications.json`, (request, response) => {
    const { call } = runnerOf(context, exchange, request);
    const list = [...call.notifications].reverse();
    const showOne = (notification: Notification) => notificationResource(notification, call.sid, accountSid);
    response.json(page('notifications', list, fieldsOf(request.query), request.originalUrl, showOne));
  });

  router.get(`${CALL}/Events.json`, (request, response) => {
    const { call } = runnerOf(context, exchange, request);
    const list = call.requests.map((seen, index) => ({ sid: String(index), ...seen }));
    response.json(page('events', list, fieldsOf(request.query), request.originalUrl, eventResource));
  });
  return router;
}

/** How an accepted create is answered, if it is. The call of an answer that is late or lost goes on. */
function createAnswers(
  { timers, options: { timings } }: Context,
  exchange: Exchange,
  random: Random,
  answer: (response: Response, status: number, runner: CallRunner) => void,
) {
  return ({ runner, answer: how }: Accepted, request: Request, response: Response): void => {
    if (how === 'now') {
      timers.after(random.between(timings.answerRequest), () => {
        answer(response, 201, runner);
        exchange.enqueue(runner);
      });
      return;
    }
    exchange.enqueue(runner);
    if (how === 'reset') request.socket.destroy();
    else if (how === '500 after') response.status(500).json(serverError().toJSON());
    else if (how === 'held') exchange.holds.withhold(response, () => answer(response, 201, runner));
    else timers.after(random.between(timings.answerLate), () => answer(response, 201, runner));
  };
}

function runnerOf(context: Context, exchange: Exchange, request: Request): CallRunner {
  const runner = exchange.find(String(request.params.sid));
  failSometimes(context, runner ? personsNumber(runner.call) : 'unknown');
  if (!runner) throw notFound(request.originalUrl.split('?')[0] as string);
  return runner;
}

/** Protocol reference 1.7. */
function callFilter(fields: Fields): (view: CallView) => boolean {
  const to = one(fields, 'To');
  const from = one(fields, 'From');
  const status = one(fields, 'Status');
  const started = dateFilter(fields, 'StartTime');
  const ended = dateFilter(fields, 'EndTime');
  return ({ call: { order }, ...view }) =>
    (to === undefined || order.to === to) &&
    (from === undefined || order.from === from) &&
    (status === undefined || view.status === status) &&
    started(view.dialedAt) &&
    ended(view.endedAt);
}

/** Protocol reference 1.6: a hang-up and a redirect of what has ended are both refused with 21220. */
function update(exchange: Exchange, runner: CallRunner, fields: Fields): void {
  const status = one(fields, 'Status');
  if (hasEnded(runner.call)) throw new ApiError(400, 21220, 'Call is not in-progress. Cannot redirect.');
  if (status === 'canceled') exchange.cancel(runner);
  else if (status === 'completed') exchange.hangUp(runner);
  else if (status !== undefined) throw new ApiError(400, 21218, 'Status must be canceled or completed.');
  else change(runner, fields);
}

function change(runner: CallRunner, fields: Fields): void {
  const target = address(fields, 'StatusCallback', 'StatusCallbackMethod', 21609);
  const fallback = address(fields, 'FallbackUrl', 'FallbackMethod', 21205);
  const { order } = runner.call;
  if (target) order.status = { ...target, events: order.status?.events ?? new Set(['completed']) };
  if (fallback) order.fallback = fallback;
  if (one(fields, 'Url') || one(fields, 'Twiml')) runner.redirect(readInstructions(fields, []));
}

function noteRequest({ call }: CallRunner, request: Request, responseCode: number): void {
  const parameters = parametersOf(request.body);
  const path = request.originalUrl.split('?')[0] as string;
  call.requests.push({ at: new Date(), method: request.method, path, parameters, responseCode });
}

/** A request about the call, as `Calls/{Sid}/Events.json` lists them. */
function eventResource({ method, path, parameters, responseCode, at }: RestRequest) {
  return {
    request: { method, url: `https://api.twilio.com${path}`, parameters },
    response: { response_code: responseCode, date_created: rfc2822(at) },
  };
}

function notificationResource(
  { sid, log, code, text, at }: Notification,
  callSid: string,
  accountSid: string,
) {
  return {
    sid,
    account_sid: accountSid,
    call_sid: callSid,
    api_version: '2010-04-01',
    error_code: String(code),
    log: String(log),
    message_text: text,
    message_date: rfc2822(at),
    date_created: rfc2822(at),
    date_updated: rfc2822(at),
    more_info: `https://www.twilio.com/docs/errors/${code}`,
    request_method: null,
    request_url: '',
    uri: `${callPath(accountSid, callSid)}/Notifications/${sid}.json`,
  };
}
