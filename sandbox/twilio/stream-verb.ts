import type { StreamOrder } from './media-stream.ts';
import { faultOfScheme, type StreamFault } from './stream-faults.ts';
import type { Verb } from './twiml.ts';

export interface StreamVerb extends StreamOrder {
  statusCallback?: { url: string; method: 'GET' | 'POST' };
}

/** Name and value of a parameter together are shorter than this. */
const MAX_PARAMETER = 500;

/** What a `<Stream>` inside `<Connect>` asks for, or why it cannot be done (protocol reference 3.6). */
export function readStream({ attributes, children }: Verb): StreamVerb | StreamFault {
  const { url = '', name, track, statusCallback, statusCallbackMethod } = attributes;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || parsed.hash) return { code: 31923, text: 'Stream - WebSocket - Malformed URL' };
  // Twilio takes `wss:` alone; here `ws:` will do, since nothing leaves the machine.
  if (parsed.protocol !== 'wss:' && parsed.protocol !== 'ws:') return faultOfScheme();
  if (track !== undefined && track !== 'inbound_track')
    return { code: 31941, text: 'Stream - Invalid Track' };
  const parameters: Record<string, string> = {};
  for (const child of children) {
    const parameter = child.attributes;
    const key = parameter.name ?? '';
    const value = parameter.value ?? '';
    if (child.name === 'Parameter' && key && key.length + value.length < MAX_PARAMETER)
      parameters[key] = value;
  }
  const usable =
    statusCallback !== undefined && /^https?:/.test(statusCallback) && URL.canParse(statusCallback);
  const method = statusCallbackMethod === 'GET' ? 'GET' : 'POST';
  return { url, name, parameters, statusCallback: usable ? { url: statusCallback, method } : undefined };
}
