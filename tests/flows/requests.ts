import { randomUUID } from 'node:crypto';
import type { Envelope } from '../../contracts/http/envelope.ts';
import type { CallNotes, ConversationNotes } from '../../sandbox/referee.ts';
import type { World } from './world.ts';

/**
 * As anybody with the installation's key asks the API; what is sent is JSON.
 * @param key names what is asked for, so that asking again does nothing twice
 */
export function toApi(
  { env }: World,
  method: string,
  path: string,
  body?: object,
  key?: string,
): Promise<Response> {
  const headers = {
    authorization: `Bearer ${env.API_KEY}`,
    'content-type': 'application/json',
    ...(key ? { 'Idempotency-Key': key } : {}),
  };
  return fetch(`${env.SERVER_URL}${path}`, { method, headers, body: body && JSON.stringify(body) });
}

/** What the API answers. @throws Error with the answer's text when it refuses */
export async function dataOf<T>(world: World, method: string, path: string, body?: object): Promise<T> {
  const response = await granted(await toApi(world, method, path, body, randomUUID()), method, path);
  return ((await response.json()) as Envelope<T>).data as T;
}

/** What the API gives that is no JSON, such as a recording. @throws Error with the answer's text when it refuses */
export async function bytesOf(world: World, path: string): Promise<Buffer> {
  const response = await granted(await toApi(world, 'GET', path), 'GET', path);
  return Buffer.from(await response.arrayBuffer());
}

/** Asks the sandbox, as Twilio, as ElevenLabs, or about itself. @throws Error with the answer's text when it refuses */
export async function toSandbox<T>({ env }: World, method: string, path: string, body?: object): Promise<T> {
  const headers = { 'content-type': 'application/json', 'xi-api-key': env.ELEVENLABS_API_KEY };
  const asked = await fetch(`${env.TWILIO_BASE_URL}${path}`, {
    method,
    headers,
    body: body && JSON.stringify(body),
  });
  const text = await (await granted(asked, method, path)).text();
  return (text ? JSON.parse(text) : undefined) as T;
}

/** What the phones and the agents did, as the sandbox saw it. */
export function refereed(world: World): Promise<{ calls: CallNotes[]; conversations: ConversationNotes[] }> {
  return toSandbox(world, 'GET', '/sandbox/referee');
}

/** The calls to a phone, as the sandbox saw them. */
export async function callsTo(world: World, phone: string): Promise<CallNotes[]> {
  return (await refereed(world)).calls.filter(({ to }) => to === phone);
}

async function granted(response: Response, method: string, path: string): Promise<Response> {
  if (response.ok) return response;
  throw new Error(`${method} ${path} was answered ${response.status}: ${await response.text()}`);
}
