import type { IncomingMessage } from 'node:http';
import { tellBodySchema } from '../../contracts/http/live-calls.ts';
import { parseCallId } from '../../contracts/ids.ts';
import { type LivePurpose, readLiveToken } from '../../platform/live-token.ts';

/** A call that is up here, for those who follow it. */
export interface LiveCall {
  /** A fact for the agent; false when no agent is there. */
  tell: (text: string) => boolean;
  /** The stream will be ended by an operator, who puts the person through. */
  handOver: () => void;
}

export interface ControlDeps {
  sessionSecret: string;
  findCall: (callId: string) => LiveCall | undefined;
}

export interface Answer {
  status: number;
  body: object;
}

const PATH = /^\/calls\/([\w.-]{1,80})(?:\/(tell|hand-over))?$/;
/** A text of 2,000 characters, each of six as JSON may write them. */
const MOST_BYTES = 16 * 1024;

/**
 * What the API asks of the bridge that has a call, each with `Authorization: Bearer` and a token of platform/live-token.ts:
 * `GET /calls/<id>` whether it is here, `POST /calls/<id>/tell` with `{ text }` to tell its agent something, `POST
 * /calls/<id>/hand-over` that the person is about to be put through. Undefined for any other request.
 */
export async function answerControl(
  request: IncomingMessage,
  deps: ControlDeps,
): Promise<Answer | undefined> {
  const [, callId, act] = PATH.exec(request.url ?? '') ?? [];
  if (!callId || !parseCallId(callId)) return undefined;
  if (request.method !== (act ? 'POST' : 'GET')) return undefined;
  const purpose = act === 'tell' || act === 'hand-over' ? act : 'find';
  if (!isAllowed(request, callId, purpose, deps.sessionSecret)) {
    return answer(403, 'Authorization: Bearer with a token for this call and purpose is needed.');
  }
  const call = deps.findCall(callId);
  if (!call) return answer(404, 'This call has no stream here.');
  if (purpose === 'tell') return tellAgent(request, call);
  if (purpose === 'hand-over') call.handOver();
  return { status: 200, body: { callId } };
}

async function tellAgent(request: IncomingMessage, call: LiveCall): Promise<Answer> {
  const body = tellBodySchema.safeParse(parsed(await readText(request)));
  if (!body.success) return answer(400, '{ "text": … } with 1 to 2,000 characters is needed.');
  if (!call.tell(body.data.text)) return answer(409, 'No agent is in the conversation at the moment.');
  return { status: 200, body: { told: true } };
}

function isAllowed(
  { headers }: IncomingMessage,
  callId: string,
  purpose: LivePurpose,
  secret: string,
): boolean {
  const [, token] = /^Bearer (\S+)$/.exec(headers.authorization ?? '') ?? [];
  return token !== undefined && readLiveToken(callId, purpose, token, secret) !== undefined;
}

/** Empty when it is longer than any text that may be told; its length in time is bounded by the server. */
async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) return '';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function answer(status: number, error: string): Answer {
  return { status, body: { error } };
}
