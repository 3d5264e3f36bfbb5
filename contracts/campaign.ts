import { z } from 'zod';
import { agentOverridesSchema, agentSharesSchema, variableSourceSchema } from './agents.ts';
import { budgetSchema, limitsSchema } from './budget.ts';
import { optOutKeySchema } from './call-event.ts';
import { callerIdPoolSchema } from './caller-ids.ts';
import { pacingSchema } from './pacing.ts';
import { e164Schema } from './phone.ts';
import { retryPlanSchema } from './retry.ts';
import { callPurposeSchema } from './rules.ts';
import { scheduleSchema, weeklyWindowSchema } from './schedule.ts';

export { type RetryPlan, retryPlanSchema } from './retry.ts';
export { type WeeklyWindow, weeklyWindowSchema } from './schedule.ts';

export const campaignStateSchema = z.enum([
  'draft',
  'ready',
  'running',
  'paused',
  'completed',
  'stopped',
  'failed',
]);
export type CampaignState = z.infer<typeof campaignStateSchema>;

/** The states of campaigns that are up: started, and not at an end. */
export const UP: CampaignState[] = ['running', 'paused'];

/** What a manager may ask of a campaign. */
export const campaignActionSchema = z.enum(['start', 'pause', 'resume', 'stop']);
export type CampaignAction = z.infer<typeof campaignActionSchema>;

/** The states from which each action makes sense; any other is refused with 409. */
const ALLOWED_FROM: Record<CampaignAction, readonly CampaignState[]> = {
  start: ['ready'],
  pause: ['running'],
  resume: ['paused'],
  stop: UP,
};

export function allowedActions(state: CampaignState): CampaignAction[] {
  return campaignActionSchema.options.filter((action) => ALLOWED_FROM[action].includes(state));
}

/** What to do when a machine answers: end the call, leave the campaign's message after its beep, or let the agent talk. */
export const onVoicemailSchema = z.enum(['hang_up', 'leave_message', 'talk']);
export type OnVoicemail = z.infer<typeof onVoicemailSchema>;

/** For schemas with both settings. */
export function messageIfLeft(settings: { onVoicemail?: OnVoicemail; voicemailMessage?: string }): boolean {
  return settings.onVoicemail !== 'leave_message' || settings.voicemailMessage !== undefined;
}
export const MESSAGE_NEEDED = {
  path: ['voicemailMessage'],
  message: 'is needed where a message is to be left: write what to say',
};

export const campaignSettingsSchema = z
  .object({
    /** ElevenLabs agent; the one of the installation when left out. */
    agentId: z.string().min(1).max(100).optional(),
    /** Number shown to the person called; the one of the installation when left out. */
    callerId: e164Schema.optional(),
    /** Calls of this campaign that may be up at once. */
    lines: z.number().int().min(1).max(1000).default(10),
    /** Seconds a phone rings before we give up. Law asks for at least 15. */
    ringSeconds: z.number().int().min(15).max(120).default(30),
    /** Seconds after which an answered call is ended. */
    maxCallSeconds: z.number().int().min(30).max(3600).default(600),
    onVoicemail: onVoicemailSchema.default('hang_up'),
    /** Pressed by people who do not want to be called again; the installation's OPT_OUT_DIGIT when left out. */
    optOutKey: optOutKeySchema.optional(),
    /** Spoken to a machine after its beep, where `onVoicemail` is `leave_message`. */
    voicemailMessage: z.string().trim().min(1).max(1000).optional(),
    retry: retryPlanSchema.prefault({}),
    /** Hours in which calls may start; at any time when left out. */
    window: weeklyWindowSchema.optional(),
    schedule: scheduleSchema.optional(),
    /** What the calls are for: rules differ by it. */
    purpose: callPurposeSchema.optional(),
    /** Calls nobody without a consent that holds, also where no rule asks for one. */
    requireConsent: z.boolean().optional(),
    /** Do-not-call lists of this campaign's own, besides those that hold for all. */
    suppressionLists: z
      .array(z.string().regex(/^[a-z0-9-]{1,60}$/))
      .max(20)
      .optional(),
    pacing: pacingSchema.optional(),
    callerIds: callerIdPoolSchema.optional(),
    /** Several agents by weight, instead of `agentId`. */
    agents: agentSharesSchema.optional(),
    /** The agent's dynamic variables by name; what is not named here comes from the column of the same name. */
    variables: z.record(z.string().regex(/^(?!system__|secret__)\w{1,60}$/), variableSourceSchema).optional(),
    overrides: agentOverridesSchema.optional(),
    budget: budgetSchema.optional(),
    limits: limitsSchema.optional(),
  })
  .refine(messageIfLeft, MESSAGE_NEEDED);
/** What may be said of a single call made by hand; the rest is as with a new campaign. */
export const callSettingsSchema = z.object({
  agentId: z.string().min(1).max(100).optional(),
  callerId: e164Schema.optional(),
  ringSeconds: z.number().int().min(15).max(120).optional(),
  maxCallSeconds: z.number().int().min(30).max(3600).optional(),
  onVoicemail: onVoicemailSchema.optional(),
  voicemailMessage: z.string().trim().min(1).max(1000).optional(),
});

export type CampaignSettings = z.infer<typeof campaignSettingsSchema>;
