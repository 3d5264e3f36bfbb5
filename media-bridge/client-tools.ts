import { z } from 'zod';
import { whyNoCallBack } from '../contracts/call-back.ts';
import type { CallEvent } from '../contracts/call-event.ts';
import type { AgentMessage } from '../contracts/vendors/elevenlabs.ts';

/** An agent uses one of its client tools. */
export type ToolCall = Extract<AgentMessage, { type: 'client_tool_call' }>['client_tool_call'];

/** What a person wishes of us, besides talking. */
export type Wish = Extract<CallEvent, { kind: 'opted_out' | 'call_back_wished' }>;

/** What the agent is answered, and what its call means. */
export interface ToolReading {
  result: string;
  /** What the call's workflow is told; undefined where the call means nothing. */
  wish?: Wish;
}

type Reader = (parameters: ToolCall['parameters'], now: number) => ToolReading;

const MINUTE_MS = 60_000;
const WHEN =
  'Give either "at", a moment with its offset such as 2027-01-18T15:00:00+11:00, or "in_minutes", a whole number such as 90.';

const callBackSchema = z.union([
  z.object({ at: z.iso.datetime({ offset: true }), in_minutes: z.null().optional() }),
  z.object({ in_minutes: z.coerce.number().int().min(1), at: z.null().optional() }),
]);

const TOOLS = new Map<string, Reader>([
  ['do_not_call', (_, now) => notAgain(now)],
  ['call_back', callBack],
]);

/** Reads an agent's call of a tool at a moment, in epoch milliseconds. Nothing is decided here: the call's workflow is told. */
export function readToolCall({ tool_name, parameters }: ToolCall, now: number): ToolReading {
  const read = TOOLS.get(tool_name);
  if (read) return read(parameters, now);
  return { result: `There is no tool "${tool_name.slice(0, 100)}" on this call.` };
}

function notAgain(now: number): ToolReading {
  return {
    result:
      'They will not be called again. Say so in one short sentence, say goodbye and end the call at once.',
    wish: { kind: 'opted_out', by: 'tool', at: now },
  };
}

function callBack(parameters: ToolCall['parameters'], now: number): ToolReading {
  const wanted = callBackSchema.safeParse(parameters).data;
  if (!wanted) return { result: `It is not clear when to call. ${WHEN}` };
  const callBackAt = wanted.at ? Date.parse(wanted.at) : now + Number(wanted.in_minutes) * MINUTE_MS;
  const objection = whyNoCallBack(callBackAt, now);
  if (objection) {
    const today = new Date(now).toISOString();
    return { result: `The moment ${objection}. It is ${today} now. ${WHEN}` };
  }
  return {
    result: `Noted: they wish to be called at ${new Date(callBackAt).toISOString()}. Confirm it in their own words.`,
    wish: { kind: 'call_back_wished', callBackAt, at: now },
  };
}
