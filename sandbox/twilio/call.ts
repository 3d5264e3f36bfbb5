import type { Behaviour, Ending } from '../behaviour.ts';
import type { CallNotes } from '../referee.ts';
import type { CallOrder } from './call-order.ts';
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

export type FinalStatus = Exclude<CallStatus, 'queued' | 'ringing' | 'in-progress'>;

/** Why a call ended, for the referee and for Voice Insights. */
export type EndedBy =
  | 'person'
  | 'network'
  | 'twiml'
  | 'api'
  | 'time limit'
  | 'concurrency'
  | 'queue limit'
  | 'closing';

export interface Call {
  sid: string;
  direction: 'outbound-api' | 'inbound';
  /** How many calls with this person's number came before, in this direction. */
  nth: number;
  order: CallOrder;
  ending: Ending;
  behaviour: Behaviour;
  status: CallStatus;
  createdAt: Date;
  updatedAt: Date;
  dialedAt?: Date;
  ringingAt?: Date;
  answeredAt?: Date;
  endedAt?: Date;
  endedBy?: EndedBy;
  sipCode?: number;
  answeredBy?: string;
  /** When machine detection had decided. */
  judgedAt?: Date;
  /** Estimated at the create, true once it is dialed; milliseconds. */
  queueMs: number;
  notifications: Notification[];
  /** REST requests about this call. */
  requests: RestRequest[];
  /** How many callbacks of each name there were. */
  eventsSoFar: Map<string, number>;
  /** Sends callbacks that wait to be overtaken by another. */
  heldBack: (() => void)[];
  /** Its fallback address has been asked. */
  fellBack?: boolean;
  /** Voice Insights were off when it ended, and so know nothing of it. */
  withoutInsights?: boolean;
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

export interface RestRequest {
  at: Date;
  method: string;
  /** Path, without the host. */
  path: string;
  parameters: Record<string, string>;
  responseCode: number;
}

export function notify(call: Call, log: 0 | 1, code: number, text: string): void {
  call.notifications.push({ sid: newSid('NO'), log, code, text, at: new Date() });
}

/** The number of the person, whoever called whom. */
export function personsNumber({ direction, order }: Pick<Call, 'direction' | 'order'>): string {
  return direction === 'inbound' ? order.from : order.to;
}

/** Whole seconds between answer and end; 0 when nobody answered. */
export function secondsOf({ answeredAt, endedAt }: Pick<Call, 'answeredAt' | 'endedAt'>): number {
  return answeredAt && endedAt ? Math.round((endedAt.getTime() - answeredAt.getTime()) / 1000) : 0;
}

export function hasEnded({ endedAt }: Call): boolean {
  return endedAt !== undefined;
}

const PRICE_PER_MINUTE = 0.014;

/** What a call costs, as the negative decimal string of Twilio; null for one that nobody answered. */
export function priceOf(call: Pick<Call, 'answeredAt' | 'endedAt'>): string | null {
  const seconds = secondsOf(call);
  return seconds > 0 ? (-PRICE_PER_MINUTE * Math.ceil(seconds / 60)).toFixed(5) : null;
}
