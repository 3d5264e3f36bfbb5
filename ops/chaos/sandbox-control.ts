import { z } from 'zod';
import { seededRandom } from '../demo/random.ts';

const LIMIT_MS = 30_000;

/** What the sandbox's referee notes of a call, as far as a verdict needs it. Moments in epoch milliseconds. */
const callSchema = z.object({
  sid: z.string(),
  to: z.string(),
  /** Name of the row in docs/sandbox.md. */
  ending: z.string(),
  statusCallback: z.string().nullable(),
  status: z.string(),
  createdAt: z.number(),
  initiatedAt: z.number().optional(),
  answeredAt: z.number().optional(),
  endedAt: z.number().optional(),
  callbacks: z.array(z.object({ event: z.string(), result: z.union([z.number(), z.string()]) })),
  forgeries: z.array(z.object({ event: z.string(), result: z.union([z.number(), z.string()]) })).default([]),
  recording: z.object({ status: z.string(), seconds: z.number() }).optional(),
});
export type SandboxCall = z.infer<typeof callSchema>;

const conversationSchema = z.object({
  id: z.string(),
  userId: z.string().nullable(),
  startedAt: z.number(),
  endedAt: z.number().optional(),
  userTurns: z.number(),
  agentTurns: z.number(),
});
export type SandboxConversation = z.infer<typeof conversationSchema>;

const reportSchema = z.object({
  calls: z.array(callSchema),
  refusals: z.array(z.object({ at: z.number(), status: z.number() })),
  conversations: z.array(conversationSchema),
});
export type SandboxReport = z.infer<typeof reportSchema>;

const countsSchema = z.record(z.string(), z.number());

/** How often each fault was done, by the sandbox's names. */
export interface Misdeeds {
  twilio: Record<string, number>;
  elevenLabs: Record<string, number>;
}

/** The sandbox's own controls, on loopback. */
export class SandboxControl {
  private readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  /** Everything goes wrong at times from here on, as the seed says. */
  async misbehave(seed: number): Promise<void> {
    const { twilio, elevenLabs } = faultSets(seed);
    await this.ask('PUT', '/sandbox/faults', twilio);
    await this.ask('PUT', '/sandbox/elevenlabs/faults', elevenLabs);
  }

  /** No more faults; returns those that were done. */
  async behave(): Promise<Misdeeds> {
    await this.release();
    const twilio = await this.done('/sandbox/faults');
    const elevenLabs = await this.done('/sandbox/elevenlabs/faults');
    await this.ask('PUT', '/sandbox/faults', {});
    await this.ask('PUT', '/sandbox/elevenlabs/faults', {});
    return { twilio, elevenLabs };
  }

  /** The next create makes its call, and its answer is withheld. */
  async holdNext(): Promise<void> {
    await this.ask('POST', '/sandbox/holds', { count: 1 });
  }

  /** Answers withheld now. */
  async held(): Promise<number> {
    return z.object({ held: z.number() }).parse(await this.ask('GET', '/sandbox/health')).held;
  }

  async release(): Promise<void> {
    await this.ask('DELETE', '/sandbox/holds');
  }

  async report(): Promise<SandboxReport> {
    return reportSchema.parse(await this.ask('GET', '/sandbox/referee'));
  }

  private async done(path: string): Promise<Record<string, number>> {
    return z.object({ done: countsSchema }).parse(await this.ask('GET', path)).done;
  }

  private async ask(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`The sandbox answered ${response.status} to ${method} ${path}: ${text}`);
    return text ? JSON.parse(text) : undefined;
  }
}

/** How often each thing goes wrong: each is seen several times in a run, and most calls still go well. */
export function faultSets(seed: number) {
  const random = seededRandom(seed);
  const share = (most: number) => Math.round(random() * most * 1_000) / 1_000;
  return {
    twilio: {
      seed,
      create: {
        '429': share(0.08),
        '500': share(0.03),
        '500 after': share(0.03),
        '503': share(0.03),
        reset: share(0.03),
        late: share(0.02),
      },
      callbacks: {
        drop: share(0.12),
        double: share(0.2),
        delay: share(0.2),
        maxDelayMs: 8_000,
        reorder: share(0.1),
        badSignature: share(0.1),
      },
      rest: { '429': share(0.06), '500': share(0.06), lagMs: 1_000 },
    },
    elevenLabs: {
      seed,
      postCall: {
        drop: share(0.3),
        double: share(0.2),
        delay: share(0.3),
        maxDelayMs: 8_000,
        badSignature: share(0.1),
      },
      rest: { '429': share(0.06), '500': share(0.06) },
      status: { processingMs: [500, 6_000] },
    },
  };
}
