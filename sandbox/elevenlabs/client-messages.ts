import { z } from 'zod';

/** What a client may send on the agent socket (reference 2.3). Audio alone has no `type`. */
const variable = z.union([z.string(), z.number(), z.boolean()]);

export const initiationSchema = z.looseObject({
  type: z.literal('conversation_initiation_client_data'),
  conversation_config_override: z.record(z.string(), z.unknown()).nullish(),
  dynamic_variables: z.record(z.string(), variable).nullish(),
  user_id: z.string().nullish(),
  source_info: z.looseObject({ source: z.string().nullish(), version: z.string().nullish() }).nullish(),
});
export type Initiation = z.infer<typeof initiationSchema>;

const typedSchema = z.discriminatedUnion('type', [
  initiationSchema,
  z.looseObject({ type: z.literal('pong'), event_id: z.number().int() }),
  z.looseObject({ type: z.literal('user_message'), text: z.string().nullish() }),
  z.looseObject({ type: z.literal('user_activity') }),
  z.looseObject({ type: z.literal('contextual_update'), text: z.string(), context_id: z.string().nullish() }),
  z.looseObject({
    type: z.literal('client_tool_result'),
    tool_call_id: z.string(),
    result: z.string(),
    is_error: z.boolean(),
  }),
  z.looseObject({
    type: z.literal('feedback'),
    event_id: z.number().int().optional(),
    score: z.enum(['like', 'dislike']).nullish(),
  }),
  z.looseObject({ type: z.literal('mcp_tool_approval_result') }),
  z.looseObject({ type: z.literal('multimodal_message') }),
]);

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

export type ClientMessage = { type: 'audio'; audio: Buffer } | z.infer<typeof typedSchema>;

/** The message, or undefined for what is none: the conversation then ends with 1008. */
export function readMessage(text: string): ClientMessage | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof json !== 'object' || json === null) return undefined;
  if ('user_audio_chunk' in json) {
    const { user_audio_chunk: chunk } = json;
    if (typeof chunk !== 'string' || chunk.length % 4 !== 0 || !BASE64.test(chunk)) return undefined;
    return { type: 'audio', audio: Buffer.from(chunk, 'base64') };
  }
  const parsed = typedSchema.safeParse(json);
  return parsed.success ? parsed.data : undefined;
}
