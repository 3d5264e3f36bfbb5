/**
 * Audio passes through as bytes: the base64 payload of one side's message is copied into the other side's message,
 * neither decoded nor parsed. What does not look exactly as expected is left to `JSON.parse` by the caller, so these
 * functions may say "no" too often but never read a payload that is not there. Of Twilio's messages media-layout.ts
 * knows more.
 *
 * Why bytes can be trusted: inside a JSON string a quotation mark is always escaped, and so the bytes of a quoted key
 * can begin only where a key or a value begins. The first key of a message is at its top level by position.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const OPENING_BRACE = 0x7b;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;

const TYPE_KEY = Buffer.from('"type"');
const AUDIO_VALUE = Buffer.from('"audio"');
const AUDIO_EVENT_KEY = Buffer.from('"audio_event"');
const AUDIO_KEY = Buffer.from('"audio_base_64"');
const EVENT_ID_KEY = Buffer.from('"event_id"');

/** Around the payload of a `user_audio_chunk` message for the agent, */
export const USER_AUDIO_HEAD = Buffer.from('{"user_audio_chunk":"');
export const USER_AUDIO_TAIL = Buffer.from('"}');
/** and behind that of a `media` message for Twilio, whose beginning is `mediaHead`. */
export const MEDIA_TAIL = Buffer.from('"}}');

/** Base64 of mu-law 8 kHz: at [start, end) of a message as it came, which is not changed as long as somebody has it. */
export interface Audio {
  bytes: Buffer;
  start: number;
  end: number;
}

/** An agent's audio, and the id that interruptions refer to. */
export interface AgentAudio extends Audio {
  eventId: number;
}

/** Audio with nothing around it. */
export function wholeOf(payload: Buffer): Audio {
  return { bytes: payload, start: 0, end: payload.length };
}

export function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/]+={0,2}$/.test(text);
}

/**
 * Finds the payload of an `audio` message of the agent, in any order of its keys and with or without white space;
 * undefined when the first key does not show that it is one, or when something in it is unusual.
 */
export function agentAudioIn(message: Buffer): AgentAudio | undefined {
  if (!isAgentAudio(message)) return undefined;
  const key = message.indexOf(AUDIO_KEY);
  if (key === -1) return undefined;
  const quote = valueAfter(message, key + AUDIO_KEY.length);
  if (message[quote] !== QUOTE) return undefined;
  const start = quote + 1;
  const end = endOfPlainString(message, start);
  if (end === -1) return undefined;
  const eventId = eventIdIn(message, key, end);
  return eventId === undefined ? undefined : { bytes: message, start, end, eventId };
}

/** What every `media` message of a stream begins with; made once for each stream. */
export function mediaHead(streamSid: string): Buffer {
  return Buffer.from(`{"event":"media","streamSid":${JSON.stringify(streamSid)},"media":{"payload":"`);
}

/** Length in milliseconds of mu-law 8 kHz audio of so many base64 characters (6 bits each, 8 bytes a millisecond). */
export function audioMs(base64Length: number): number {
  return (base64Length * 3) / 4 / 8;
}

function isAgentAudio(message: Buffer): boolean {
  if (message[0] !== OPENING_BRACE) return false;
  const key = skipSpace(message, 1);
  if (hasAt(message, key, AUDIO_EVENT_KEY)) return true;
  if (!hasAt(message, key, TYPE_KEY)) return false;
  return hasAt(message, valueAfter(message, key + TYPE_KEY.length), AUDIO_VALUE);
}

/** Looks behind the payload first, where it is as a rule, then before it; never in it. */
function eventIdIn(message: Buffer, payloadKey: number, payloadEnd: number): number | undefined {
  let key = message.indexOf(EVENT_ID_KEY, payloadEnd);
  if (key === -1) {
    key = message.indexOf(EVENT_ID_KEY);
    if (key === -1 || key > payloadKey) return undefined;
  }
  return integerAt(message, valueAfter(message, key + EVENT_ID_KEY.length));
}

/** Index of the quotation mark that ends a string without escapes, or -1. */
function endOfPlainString(message: Buffer, start: number): number {
  const end = message.indexOf(QUOTE, start);
  if (end === -1) return -1;
  const escaped = message.indexOf(BACKSLASH, start);
  return escaped === -1 || escaped > end ? end : -1;
}

/** Index of the value after a key that ends at `index`, or the message's length when no colon follows. */
function valueAfter(message: Buffer, index: number): number {
  const colon = skipSpace(message, index);
  return message[colon] === COLON ? skipSpace(message, colon + 1) : message.length;
}

function integerAt(message: Buffer, index: number): number | undefined {
  const negative = message[index] === MINUS;
  let at = negative ? index + 1 : index;
  const first = at;
  let value = 0;
  for (
    let digit = message[at];
    digit !== undefined && digit >= ZERO && digit <= NINE;
    digit = message[++at]
  ) {
    value = value * 10 + (digit - ZERO);
  }
  if (at === first || !Number.isSafeInteger(value) || !endsNumber(message[at])) return undefined;
  return negative ? -value : value;
}

/** A fraction or an exponent would make it another number than the digits say. */
function endsNumber(byte: number | undefined): boolean {
  return byte === 0x2c || byte === 0x7d || isSpace(byte);
}

function skipSpace(message: Buffer, index: number): number {
  let at = index;
  while (isSpace(message[at])) at++;
  return at;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** A loop, since a call into native code costs more than the sixteen bytes it would compare. */
function hasAt(message: Buffer, index: number, expected: Buffer): boolean {
  if (message.length < index + expected.length) return false;
  for (let at = 0; at < expected.length; at++) {
    if (message[index + at] !== expected[at]) return false;
  }
  return true;
}
