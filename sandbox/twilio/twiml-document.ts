import type { Context } from '../context.ts';
import { type Call, notify } from './call.ts';
import type { Address, Instructions } from './call-order.ts';
import { parseTwiml, TwimlError, type Verb } from './twiml.ts';
import { fetchTwiml } from './twiml-fetch.ts';

/** Verbs to be played, and where they came from, for addresses that are relative to it. */
export interface Document {
  verbs: Verb[];
  url?: string;
}

/** What Twilio says when instructions cannot be had or played; the call is `completed` after it, not `failed`. */
const APOLOGY: Verb = {
  name: 'Say',
  attributes: {},
  children: [],
  text: 'An application error has occurred. Goodbye.',
};

/**
 * The instructions at an address, or those written out. Where they cannot be had, those of the call's fallback, and then an
 * apology. Rejects only when stopped.
 * @param more parameters of the request besides the usual ones
 */
export async function obtain(
  context: Context,
  call: Call,
  instructions: Instructions,
  stopped: AbortSignal,
  more: Record<string, string> = {},
): Promise<Document> {
  try {
    return await load(context, call, instructions, stopped, more);
  } catch (error) {
    stopped.throwIfAborted();
    return instead(context, call, error, 'url' in instructions ? instructions.url : undefined, stopped);
  }
}

/** What is played in place of a document that failed (protocol reference 3.3); the fallback is asked once in a call. */
export async function instead(
  context: Context,
  call: Call,
  error: unknown,
  url: string | undefined,
  stopped: AbortSignal,
): Promise<Document> {
  const code = error instanceof TwimlError ? error.code : 11200;
  notify(call, 0, code, error instanceof Error ? error.message : 'unknown error');
  const { fallback } = call.order;
  if (!fallback || call.fellBack) return { verbs: [APOLOGY] };
  call.fellBack = true;
  return obtain(context, call, fallback, stopped, { ErrorCode: String(code), ErrorUrl: url ?? '' });
}

async function load(
  context: Context,
  call: Call,
  instructions: Instructions,
  stopped: AbortSignal,
  more: Record<string, string>,
): Promise<Document> {
  if ('twiml' in instructions) return { verbs: parseTwiml(instructions.twiml) };
  const text = await fetchTwiml(context, call, instructions, more, stopped);
  return { verbs: parseTwiml(text), url: instructions.url };
}

/** An address written in a document; a relative one needs a document that has an address itself (15004, 11100). */
export function addressIn(document: Document, text: string, method: string | undefined): Address {
  if (!URL.canParse(text, document.url)) throw new TwimlError(11100, 'Invalid URL format');
  return { url: new URL(text, document.url).href, method: method === 'GET' ? 'GET' : 'POST' };
}
