import { type Call, type CallStatus, priceOf, secondsOf } from './call.ts';
import { rfc2822, rfc2822OrNull } from './dates.ts';

/** What REST shows of a call: as it is, or as it was a moment ago. */
export interface CallView {
  sid: string;
  call: Call;
  status: CallStatus;
  updatedAt: Date;
  dialedAt: Date | undefined;
  answeredAt: Date | undefined;
  endedAt: Date | undefined;
  answeredBy: string | undefined;
  price: string | null;
}

/**
 * A call as it stood at a moment: fetch and list may lag behind callbacks (protocol reference 1.5), the price behind both.
 * @param at epoch milliseconds
 * @param endToPriceMs until its price is known
 */
export function viewOf(call: Call, at: number, endToPriceMs: number): CallView {
  const then = (date: Date | undefined) => (date && date.getTime() <= at ? date : undefined);
  const dialedAt = then(call.dialedAt);
  const answeredAt = then(call.answeredAt);
  const endedAt = then(call.endedAt);
  const known = [call.createdAt, dialedAt, then(call.ringingAt), answeredAt, endedAt];
  const priced = endedAt !== undefined && at - endedAt.getTime() >= endToPriceMs;
  return {
    sid: call.sid,
    call,
    status: statusAt(call, then),
    updatedAt: new Date(Math.max(...known.map((date) => date?.getTime() ?? 0))),
    dialedAt,
    answeredAt,
    endedAt,
    answeredBy: then(call.judgedAt) ? call.answeredBy : undefined,
    price: priced ? priceOf(call) : null,
  };
}

function statusAt(call: Call, then: (date: Date | undefined) => Date | undefined): CallStatus {
  if (then(call.endedAt)) return call.status;
  if (then(call.answeredAt)) return 'in-progress';
  return then(call.ringingAt) ? 'ringing' : 'queued';
}

/** The Call resource (protocol reference 1.4). Dates are RFC 2822, numbers are strings. */
export function callResource(view: CallView, accountSid: string) {
  const { call, endedAt } = view;
  const { order, direction } = call;
  const path = callPath(accountSid, call.sid);
  return {
    sid: call.sid,
    account_sid: accountSid,
    parent_call_sid: null,
    phone_number_sid: null,
    group_sid: null,
    trunk_sid: null,
    to: order.to,
    to_formatted: formatted(order.to),
    from: order.from,
    from_formatted: formatted(order.from),
    status: view.status,
    direction,
    date_created: rfc2822OrNull(call.createdAt),
    date_updated: rfc2822(view.updatedAt),
    start_time: rfc2822OrNull(view.dialedAt),
    end_time: rfc2822OrNull(endedAt),
    duration: endedAt ? String(secondsOf(view)) : null,
    price: view.price,
    price_unit: 'USD',
    answered_by: view.answeredBy ?? null,
    annotation: null,
    caller_name: null,
    forwarded_from: null,
    queue_time: String(call.queueMs),
    api_version: '2010-04-01',
    uri: `${path}.json`,
    subresource_uris: subresources(path),
  };
}

export function callPath(accountSid: string, sid: string): string {
  return `/2010-04-01/Accounts/${accountSid}/Calls/${sid}`;
}

function subresources(path: string) {
  return {
    notifications: `${path}/Notifications.json`,
    recordings: `${path}/Recordings.json`,
    payments: `${path}/Payments.json`,
    events: `${path}/Events.json`,
    siprec: `${path}/Siprec.json`,
    streams: `${path}/Streams.json`,
    transcriptions: `${path}/Transcriptions.json`,
    user_defined_message_subscriptions: `${path}/UserDefinedMessageSubscriptions.json`,
    user_defined_messages: `${path}/UserDefinedMessages.json`,
  };
}

/** National form for +1, otherwise E.164. */
function formatted(number: string): string {
  const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  return parts ? `(${parts[1]}) ${parts[2]}-${parts[3]}` : number;
}
