import type { CallNotes } from '../referee.ts';
import type { Behaviour, Ending } from '../scenario.ts';
import type { CallOrder } from './call-order.ts';
import { rfc2822, rfc2822OrNull } from './dates.ts';
import { newSid } from './sids.ts';

export type CallStatus =
  | 'queued'
  | 'ringing'
  | 'in-progress'
  | 'completed'
  | 'busy'
  | 'no-answer'
  | 'failed'
  | 'canceled';

export interface Call {
  sid: string;
  order: CallOrder;
  ending: Ending;
  behaviour: Behaviour;
  status: CallStatus;
  createdAt: Date;
  updatedAt: Date;
  dialedAt?: Date;
  answeredAt?: Date;
  endedAt?: Date;
  answeredBy?: string;
  queueMs: number;
  notifications: Notification[];
  notes: CallNotes;
}

export interface Notification {
  sid: string;
  /** 0 error, 1 warning. */
  log: 0 | 1;
  code: number;
  text: string;
  at: Date;
}

export function notify(call: Call, log: 0 | 1, code: number, text: string): void {
  call.notifications.push({ sid: newSid('NO'), log, code, text, at: new Date() });
}

/** Whole seconds between answer and end; 0 when nobody answered. */
export function secondsOf({ answeredAt, endedAt }: Call): number {
  return answeredAt && endedAt ? Math.round((endedAt.getTime() - answeredAt.getTime()) / 1000) : 0;
}

export function hasEnded({ endedAt }: Call): boolean {
  return endedAt !== undefined;
}

const PRICE_PER_MINUTE = 0.014;

/** The Call resource (protocol reference 1.4). Dates are RFC 2822, numbers are strings. */
export function callResource(call: Call, accountSid: string, endToPriceMs: number) {
  const { order } = call;
  const seconds = secondsOf(call);
  const priced = call.endedAt && seconds > 0 && Date.now() - call.endedAt.getTime() >= endToPriceMs;
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
    status: call.status,
    direction: 'outbound-api',
    date_created: rfc2822OrNull(call.createdAt),
    date_updated: rfc2822(call.updatedAt),
    start_time: rfc2822OrNull(call.dialedAt),
    end_time: rfc2822OrNull(call.endedAt),
    duration: hasEnded(call) ? String(seconds) : null,
    price: priced ? (-PRICE_PER_MINUTE * Math.ceil(seconds / 60)).toFixed(5) : null,
    price_unit: 'USD',
    answered_by: call.answeredBy ?? null,
    annotation: null,
    caller_name: null,
    forwarded_from: null,
    queue_time: String(call.queueMs),
    api_version: '2010-04-01',
    uri: `${callPath(accountSid, call.sid)}.json`,
    subresource_uris: subresources(callPath(accountSid, call.sid)),
  };
}

function callPath(accountSid: string, sid: string): string {
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
