import { ApiError } from './api-error.ts';
import { type Fields, listed, one } from './form.ts';

/** A create request that was found in order. */
export interface CallOrder {
  to: string;
  from: string;
  instructions: Instructions;
  fallback?: Address;
  status?: Address & { events: ReadonlySet<StatusEvent> };
  /** Ring time and longest length of the call, in seconds. */
  timeout: number;
  timeLimit: number;
  recording?: RecordingOrder;
  detection?: Detection;
  /** Debugger codes of things that were accepted, but not as meant. */
  warnings: number[];
}

export type Instructions = { twiml: string } | Address;

export interface Address {
  url: string;
  method: 'GET' | 'POST';
}

export interface RecordingOrder {
  channels: 1 | 2;
  callback?: Address & { events: ReadonlySet<string> };
  /** Asked for at the create, or by REST while the call was up. */
  source: 'OutboundAPI' | 'StartCallRecordingAPI';
}

/** All times in milliseconds. */
export interface Detection {
  mode: 'Enable' | 'DetectMessageEnd';
  async: boolean;
  callback?: Address;
  /** It must have decided by then. */
  timeoutMs: number;
  /** Whoever speaks longer at first is a machine. */
  speechMs: number;
  /** Silence that ends a greeting. */
  speechEndMs: number;
  /** Silence at first after which it stays undecided. */
  silenceMs: number;
}

const STATUS_EVENTS = ['initiated', 'ringing', 'answered', 'completed'] as const;
export type StatusEvent = (typeof STATUS_EVENTS)[number];

const MAX_TWIML = 4000;
const MAX_URL = 4000;
const E164 = /^\+[1-9]\d{6,14}$/;

/** Checks a create as Twilio does (protocol reference 1.3), and throws its error for the first fault. */
export function readOrder(fields: Fields, callerIds: readonly string[]): CallOrder {
  const to = readTo(fields);
  const from = readFrom(fields, to, callerIds);
  const warnings: number[] = [];
  return {
    to,
    from,
    instructions: readInstructions(fields, warnings),
    fallback: address(fields, 'FallbackUrl', 'FallbackMethod', 21205),
    status: readStatus(fields),
    timeout: number(fields, 'Timeout', { min: 1, max: 600, fallback: 60, code: 21208 }),
    timeLimit: number(fields, 'TimeLimit', { min: 1, max: 86_400, fallback: 14_400, code: 21200 }),
    recording: readRecording(fields),
    detection: readDetection(fields, warnings),
    warnings,
  };
}

function readTo(fields: Fields): string {
  const to = one(fields, 'To');
  if (!to) throw new ApiError(400, 21201, "No 'To' number is specified");
  if (!E164.test(to))
    throw new ApiError(400, 21211, `The phone number you are attempting to call, ${to}, is not valid.`);
  return to;
}

function readFrom(fields: Fields, to: string, callerIds: readonly string[]): string {
  const from = one(fields, 'From');
  if (!from) throw new ApiError(400, 21213, "No 'From' number is specified");
  if (!E164.test(from))
    throw new ApiError(400, 21212, `The 'From' number ${from} is not a valid phone number.`);
  if (!callerIds.includes(from)) {
    throw new ApiError(
      400,
      21210,
      `The source phone number provided, ${from}, is not yet verified for your account.`,
    );
  }
  if (from === to) throw new ApiError(400, 21211, 'A number cannot call itself.');
  return from;
}

/** `Url` wins over `Twiml`, with a warning. */
export function readInstructions(fields: Fields, warnings: number[]): Instructions {
  const twiml = one(fields, 'Twiml');
  const url = address(fields, 'Url', 'Method', 21205);
  if (twiml && twiml.length > MAX_TWIML) {
    throw new ApiError(400, 32018, `Twiml is longer than ${MAX_TWIML} characters.`);
  }
  if (url && twiml) warnings.push(32019);
  if (url) return url;
  if (twiml) return { twiml };
  throw new ApiError(400, 21205, 'Url parameter is required.');
}

function readStatus(fields: Fields): CallOrder['status'] {
  const target = address(fields, 'StatusCallback', 'StatusCallbackMethod', 21609);
  const words = listed(fields, 'StatusCallbackEvent');
  const known = words.filter((word): word is StatusEvent => STATUS_EVENTS.some((event) => event === word));
  if (known.length < words.length) {
    throw new ApiError(400, 21626, `StatusCallbackEvent must be one of ${STATUS_EVENTS.join(', ')}.`);
  }
  return target && { ...target, events: new Set(known.length > 0 ? known : ['completed']) };
}

function readRecording(fields: Fields): RecordingOrder | undefined {
  return one(fields, 'Record') === 'true' ? readRecordingOrder(fields, 'OutboundAPI') : undefined;
}

/** The parameters of a recording, which a create and the start by REST have in common. */
export function readRecordingOrder(fields: Fields, source: RecordingOrder['source']): RecordingOrder {
  const callback = address(fields, 'RecordingStatusCallback', 'RecordingStatusCallbackMethod', 21609);
  const events = listed(fields, 'RecordingStatusCallbackEvent');
  return {
    channels: one(fields, 'RecordingChannels') === 'dual' ? 2 : 1,
    callback: callback && { ...callback, events: new Set(events.length > 0 ? events : ['completed']) },
    source,
  };
}

function readDetection(fields: Fields, warnings: number[]): Detection | undefined {
  const mode = one(fields, 'MachineDetection');
  if (mode === undefined) return undefined;
  if (mode !== 'Enable' && mode !== 'DetectMessageEnd') {
    throw new ApiError(400, 21234, 'MachineDetection must be Enable or DetectMessageEnd.');
  }
  const setting = (name: string, min: number, max: number, fallback: number) =>
    number(fields, `MachineDetection${name}`, { min, max, fallback, code: 21234 });
  const async = one(fields, 'AsyncAmd') === 'true';
  const callback = address(fields, 'AsyncAmdStatusCallback', 'AsyncAmdStatusCallbackMethod', 21609);
  if (async && !callback) warnings.push(21262);
  return {
    mode,
    async,
    callback,
    timeoutMs: setting('Timeout', 3, 59, 30) * 1000,
    speechMs: setting('SpeechThreshold', 1000, 6000, 2400),
    speechEndMs: setting('SpeechEndThreshold', 500, 5000, 1200),
    silenceMs: setting('SilenceTimeout', 2000, 10_000, 5000),
  };
}

export function address(
  fields: Fields,
  urlName: string,
  methodName: string,
  code: number,
): Address | undefined {
  const url = one(fields, urlName);
  const method = one(fields, methodName) ?? 'POST';
  if (method !== 'GET' && method !== 'POST')
    throw new ApiError(400, 21209, `${methodName} must be GET or POST.`);
  if (url === undefined) return undefined;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const usable = parsed && /^https?:$/.test(parsed.protocol) && !parsed.hostname.includes('_');
  if (!usable || url.length > MAX_URL) throw new ApiError(400, code, `${urlName} is not a valid URL.`);
  return { url, method };
}

function number(
  fields: Fields,
  name: string,
  { min, max, fallback, code }: { min: number; max: number; fallback: number; code: number },
): number {
  const given = one(fields, name);
  if (given === undefined) return fallback;
  const value = Number(given);
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new ApiError(400, code, `${name} must be a whole number from ${min} to ${max}.`);
  }
  return value;
}
