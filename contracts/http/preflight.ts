import { z } from 'zod';
import { outcomeSchema } from '../call.ts';
import { settingsPatchSchema } from './campaign-edits.ts';

/**
 * `POST /api/campaigns/:id/preflight` → PreflightResult: what a campaign would come to if it ran from `at` on. Nothing is
 * called or changed. It is worked out by a workflow; where that takes longer than a request should, the answer is
 * `working`, and `GET /api/campaigns/:id/preflights/:preflightId` → PreflightResult waits for it again.
 */
export const preflightBodySchema = z.strictObject({
  /** A second plan to hold against the campaign's own: part of the settings, as in an edit. */
  other: settingsPatchSchema.optional(),
  /** From when on it would run, ISO 8601; now when left out. */
  at: z.iso.datetime({ offset: true, error: 'must be a moment such as 2026-11-21T09:00:00Z' }).optional(),
  /** The same seed, records and moment give the same forecast. */
  seed: z.number().int().min(0).max(1_000_000).default(1),
});
export type PreflightBody = z.input<typeof preflightBodySchema>;

const count = z.number().int().min(0);

/** Contacts whom a rule keeps from being called, or makes wait. */
const byRuleSchema = z.object({
  /** As in the gate's verdicts (docs/gate.md), or `agent.variables`. */
  rule: z.string(),
  /** A sentence for people, of the first of them. */
  text: z.string(),
  contacts: count,
});
export type ByRule = z.infer<typeof byRuleSchema>;

/** One course of a campaign as it may go, in numbers. */
export const forecastSchema = z.object({
  /**
   * ISO 8601, of several runs with other draws: when the last contact is done, or the budget is. `likely` is the run in the
   * middle, of which everything below tells.
   */
  finish: z.object({ earliest: z.string(), likely: z.string(), latest: z.string() }),
  /** Contacts who would be done by then, and those who would still wait: the budget is used, say. */
  done: count,
  left: count,
  calls: count,
  /** Contacts with whom the agent would talk. */
  reached: count,
  outcomes: z.partialRecord(outcomeSchema, count),
  /** In the currency of the Twilio account; null where nothing says what a call costs. */
  cost: z.number().nullable(),
  /** Contacts who would never be called, by the first rule against it. */
  skipped: z.array(byRuleSchema),
  /** Why it would stop before all are done; null where it would not. */
  stopped: z.string().nullable(),
});
export type Forecast = z.infer<typeof forecastSchema>;

/** What outcomes, lengths and costs of the forecast's calls are drawn from. */
export const basisSchema = z.object({
  kind: z.enum(['this campaign', 'other campaigns', 'assumed']),
  /** Past calls that are drawn from; 0 where it is assumed. */
  calls: count,
});
export type Basis = z.infer<typeof basisSchema>;

export const planCheckSchema = z.object({
  /** Contacts who may be called at `at`, must wait for their hours, and may not be called as things are. Sum: `waiting`. */
  callable: count,
  later: count,
  never: count,
  /** The zones they may be in; several where the evidence for one person allows of several. Unknown: none. */
  zones: z.array(z.object({ zones: z.array(z.string()), contacts: count })),
  /** What makes contacts wait, or keeps them from being called at all. */
  waits: z.array(byRuleSchema),
  blocks: z.array(byRuleSchema),
  /** Variables that an agent cannot do without and that contacts lack: those are not called. */
  missing: z.array(z.object({ agentId: z.string(), variable: z.string(), contacts: count })),
  /** Agents of whom ElevenLabs could not be asked: what they need is not known. */
  unknownAgents: z.array(z.string()),
  /** Lines and starts per second that the campaign may count on beside those that run now. */
  room: z.object({ lines: count, startsPerSecond: z.number() }),
  forecast: forecastSchema,
});
export type PlanCheck = z.infer<typeof planCheckSchema>;

export const preflightSchema = z.object({
  /** Contacts that wait for their first or another call; those that are done are left out. */
  waiting: count,
  /** Of all imports so far: rows that named nobody new, and rows that were refused. */
  doubled: count,
  invalid: count,
  /** Contacts of whom an earlier call found that their only number does not exist. */
  deadNumbers: count,
  /** Contacts who also wait in another campaign that is not over. */
  elsewhere: count,
  basis: basisSchema,
  /** The forecast stands on so many contacts, drawn evenly, where the campaign is too large for all. */
  sampled: count,
  plan: planCheckSchema,
  other: planCheckSchema.nullable(),
});
export type Preflight = z.infer<typeof preflightSchema>;

export const preflightResultSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('working'), id: z.string() }),
  z.object({ state: z.literal('ready'), id: z.string(), result: preflightSchema }),
]);
export type PreflightResult = z.infer<typeof preflightResultSchema>;
