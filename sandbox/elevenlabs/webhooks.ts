import { z } from 'zod';
import { invalid, webhookNotFound } from './api-error.ts';
import { newId } from './ids.ts';

/** A workspace webhook (reference 4.1). */
export interface Webhook {
  id: string;
  name: string;
  url: string;
  secret: string;
  createdAt: number;
  retryEnabled: boolean;
  isDisabled: boolean;
  isAutoDisabled: boolean;
  headers: Record<string, string>;
  failuresInARow: number;
  lastSuccessAt: number | null;
  lastFailure: { code: number | null; at: number } | null;
  retriesWaiting: number;
}

const MOST_WEBHOOKS = 100;
const EVENTS = [
  'transcript',
  'audio',
  'call_initiation_failure',
  'answering_machine_detection',
  'unredacted_transcript',
  'unredacted_audio',
] as const;

const headersSchema = z.record(z.string(), z.string());
const createSchema = z.object({
  settings: z.object({
    auth_type: z.literal('hmac'),
    name: z.string().min(1),
    webhook_url: z.url({ protocol: /^https?$/ }),
    request_headers: headersSchema.nullish(),
  }),
});
const changeSchema = z.object({
  name: z.string().min(1).optional(),
  is_disabled: z.boolean().optional(),
  retry_enabled: z.boolean().nullish(),
  request_headers: headersSchema.nullish(),
});
const assignmentSchema = z.object({
  post_call_webhook_id: z.string().nullish(),
  events: z.array(z.enum(EVENTS)).nullish(),
  transcript_format: z.enum(['json']).nullish(),
  exclude_transcript: z.boolean().nullish(),
  send_audio: z.boolean().nullish(),
});
type Assignment = z.infer<typeof assignmentSchema>;

/** All webhooks, and which of them finished conversations are posted to. */
export class Webhooks {
  readonly #webhooks = new Map<string, Webhook>();
  #assignment: Assignment = {};

  /** The one that the sandbox was started with; assigned from the start. */
  constructor(url: string | undefined, secret: string) {
    if (url === undefined) return;
    const { id } = this.#add('Post-call', url, secret, {});
    this.#assignment = { post_call_webhook_id: id, events: ['transcript'] };
  }

  all(): Webhook[] {
    return [...this.#webhooks.values()];
  }

  create(body: unknown): Webhook {
    if (this.#webhooks.size >= MOST_WEBHOOKS) {
      throw invalid(['body'], `There are ${MOST_WEBHOOKS} webhooks already`);
    }
    const { name, webhook_url, request_headers } = parse(createSchema, body).settings;
    if (!isLoopback(webhook_url)) {
      throw invalid(
        ['body', 'settings', 'webhook_url'],
        'The sandbox posts to 127.0.0.1, [::1] and localhost only',
      );
    }
    return this.#add(name, webhook_url, newId('wsec'), request_headers ?? {});
  }

  change(id: string, body: unknown): void {
    const webhook = this.#find(id);
    const change = parse(changeSchema, body);
    webhook.name = change.name ?? webhook.name;
    webhook.headers = change.request_headers ?? webhook.headers;
    webhook.retryEnabled = change.retry_enabled ?? webhook.retryEnabled;
    webhook.isDisabled = change.is_disabled ?? webhook.isDisabled;
    if (change.is_disabled === false) Object.assign(webhook, { isAutoDisabled: false, failuresInARow: 0 });
  }

  delete(id: string): void {
    this.#webhooks.delete(this.#find(id).id);
  }

  get assignment(): Assignment {
    return this.#assignment;
  }

  /** `webhooks` of `PATCH /v1/convai/settings`; what is not named stays. */
  assign(body: unknown): void {
    this.#assignment = { ...this.#assignment, ...this.#parseAssignment(body) };
  }

  /** Where an agent's conversations go: its own choice before the workspace's. */
  targetOf(overrides: unknown): { webhook: Webhook; assignment: Assignment } | undefined {
    const own = assignmentSchema.safeParse(overrides).data;
    const assignment = own?.post_call_webhook_id ? own : this.#assignment;
    const webhook = this.#webhooks.get(assignment.post_call_webhook_id ?? '');
    return webhook && !webhook.isDisabled && !webhook.isAutoDisabled ? { webhook, assignment } : undefined;
  }

  #parseAssignment(body: unknown): Assignment {
    const assignment = parse(assignmentSchema, body);
    if (assignment.post_call_webhook_id) this.#find(assignment.post_call_webhook_id);
    return assignment;
  }

  #find(id: string): Webhook {
    const webhook = this.#webhooks.get(id);
    if (!webhook) throw webhookNotFound();
    return webhook;
  }

  #add(name: string, url: string, secret: string, headers: Record<string, string>): Webhook {
    const id = newId('webhook');
    const webhook: Webhook = { ...NEW, id, name, url, secret, headers, createdAt: Date.now() };
    this.#webhooks.set(id, webhook);
    return webhook;
  }
}

const NEW = {
  retryEnabled: false,
  isDisabled: false,
  isAutoDisabled: false,
  failuresInARow: 0,
  lastSuccessAt: null,
  lastFailure: null,
  retriesWaiting: 0,
};

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw invalid(['body', ...(issue?.path ?? []).map(String)], issue?.message ?? 'not what is expected');
}

function isLoopback(url: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(new URL(url).hostname);
}
