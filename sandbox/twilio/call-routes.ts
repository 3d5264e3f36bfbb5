import { type Request, type Response, Router } from 'express';
import type { Context } from '../context.ts';
import type { Random } from '../random.ts';
import { ApiError, notFound } from './api-error.ts';
import { callResource, hasEnded } from './call.ts';
import { address, readInstructions } from './call-order.ts';
import type { CallRunner } from './call-runner.ts';
import { rfc2822 } from './dates.ts';
import type { Exchange } from './exchange.ts';
import { type Fields, fieldsOf, one } from './form.ts';
import { dateFilter, page } from './paging.ts';

const CALL = '/Accounts/:account/Calls/:sid';

export function callRoutes(context: Context, exchange: Exchange, random: Random): Router {
  const router = Router();
  const { timers, options } = context;
  const { accountSid, timings } = options;
  const show = (call: CallRunner['call']) => callResource(call, accountSid, timings.endToPrice);
  const answer = (response: Response, status: number, runner: CallRunner, ms: number) =>
    timers.after(ms, () => response.status(status).json(show(runner.call)));

  router.post('/Accounts/:account/Calls.json', (request, response) => {
    const { runner, answer: how } = exchange.accept(fieldsOf(request.body));
    if (how === 'now') {
      const ms = random.between(timings.answerRequest);
      answer(response, 201, runner, ms);
      timers.after(ms, () => exchange.enqueue(runner));
      return;
    }
    exchange.enqueue(runner);
    if (how === 'reset') request.socket.destroy();
    else answer(response, 201, runner, random.between(timings.answerLate));
  });

  router.get('/Accounts/:account/Calls.json', (request, response) => {
    const fields = fieldsOf(request.query);
    const wanted = callFilter(fields);
    const calls = exchange.calls().filter(wanted);
    response.json(page('calls', calls, fields, request.originalUrl, show));
  });

  router.get(`${CALL}.json`, (request, response) => {
    response.json(show(runnerOf(exchange, request).call));
  });

  router.post(`${CALL}.json`, (request, response) => {
    const runner = runnerOf(exchange, request);
    update(exchange, runner, fieldsOf(request.body));
    answer(response, 200, runner, random.between(timings.answerRequest));
  });

  router.delete(`${CALL}.json`, (request, response) => {
    const { call } = runnerOf(exchange, request);
    if (!hasEnded(call)) throw new ApiError(400, 20009, 'The call has not ended yet');
    exchange.forget(call.sid);
    response.status(204).end();
  });

  router.get(`${CALL}/Notifications.json`, (request, response) => {
    const { call } = runnerOf(exchange, request);
    const showNotification = (one: (typeof call.notifications)[number]) => ({
      sid: one.sid,
      account_sid: accountSid,
      call_sid: call.sid,
      api_version: '2010-04-01',
      error_code: String(one.code),
      log: String(one.log),
      message_text: one.text,
      message_date: rfc2822(one.at),
      date_created: rfc2822(one.at),
      date_updated: rfc2822(one.at),
      more_info: `https://www.twilio.com/docs/errors/${one.code}`,
      request_method: null,
      request_url: '',
      uri: `/2010-04-01/Accounts/${accountSid}/Notifications/${one.sid}.json`,
    });
    const list = [...call.notifications].reverse();
    response.json(
      page('notifications', list, fieldsOf(request.query), request.originalUrl, showNotification),
    );
  });
  return router;
}

function runnerOf(exchange: Exchange, request: Request): CallRunner {
  const runner = exchange.find(String(request.params.sid));
  if (!runner) throw notFound(request.originalUrl.split('?')[0] as string);
  return runner;
}

/** Protocol reference 1.7. */
function callFilter(fields: Fields): (call: CallRunner['call']) => boolean {
  const to = one(fields, 'To');
  const from = one(fields, 'From');
  const status = one(fields, 'Status');
  const started = dateFilter(fields, 'StartTime');
  const ended = dateFilter(fields, 'EndTime');
  return (call) =>
    (to === undefined || call.order.to === to) &&
    (from === undefined || call.order.from === from) &&
    (status === undefined || call.status === status) &&
    started(call.dialedAt) &&
    ended(call.endedAt);
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
  const { order } = runner.call;
  if (target) order.status = { ...target, events: order.status?.events ?? new Set(['completed']) };
  if (one(fields, 'Url') || one(fields, 'Twiml')) runner.redirect(readInstructions(fields, []));
}
