import { z } from 'zod';
import type { AgentConfig } from './agent-settings.ts';
import type { Analysis, DataField, Result } from './analysis.ts';
import type { Conversation } from './conversations.ts';
import { timeAskedFor } from './time-phrase.ts';

const criterionSchema = z.looseObject({ id: z.string(), name: z.string().optional() });
const dataFieldSchema = z.looseObject({
  type: z.enum(['string', 'boolean', 'integer', 'number']).default('string'),
  description: z.string().default(''),
});
const evaluationSchema = z.looseObject({ criteria: z.array(z.unknown()).default([]) });
const dataCollectionSchema = z.record(z.string(), z.unknown());

/** What the judgement reads; a conversation has more. */
type Talk = Pick<Conversation, 'turns' | 'verdict' | 'variables'> & { config: AgentConfig };

/** Judges by rules, from what was really said; an agent's settings say what is asked. */
export function judge(talk: Talk): Analysis {
  const { successful, summary, title } = talk.verdict;
  return {
    successful,
    summary,
    title,
    criteria: criteriaOf(talk.config).map((id) => ({ id, ...resultOf(id, talk) })),
    data: Object.entries(dataFieldsOf(talk.config)).map(([id, schema]) => ({
      id,
      schema,
      ...answerOf(id, schema, talk),
    })),
  };
}

/** Wherever they are well formed; what is not is left out. */
function criteriaOf({ platform_settings }: AgentConfig): string[] {
  const criteria = evaluationSchema.safeParse(platform_settings.evaluation).data?.criteria ?? [];
  return criteria.flatMap((one) => criterionSchema.safeParse(one).data?.id ?? []);
}

function dataFieldsOf({ platform_settings }: AgentConfig): Record<string, DataField> {
  const fields = dataCollectionSchema.safeParse(platform_settings.data_collection).data ?? {};
  const read = Object.entries(fields).flatMap(([id, field]) => {
    const parsed = dataFieldSchema.safeParse(field);
    return parsed.success ? [[id, parsed.data] as const] : [];
  });
  return Object.fromEntries(read);
}

function resultOf(id: string, talk: Talk): { result: Result; rationale: string } {
  if (/polite/i.test(id)) return politeness(talk);
  if (/appointment|booked/i.test(id)) return booking(talk);
  return { result: talk.verdict.successful, rationale: talk.verdict.summary };
}

function booking({ verdict: { matter, summary } }: Talk): { result: Result; rationale: string } {
  if (matter === 'booked') return { result: 'success', rationale: summary };
  const refused = matter === 'declined' || matter === 'opted out';
  return { result: refused ? 'failure' : 'unknown', rationale: summary };
}

function politeness({ turns }: Talk): { result: Result; rationale: string } {
  const lastWords = turns.findLast(({ role, message }) => role === 'agent' && message !== null)?.message;
  if (!said(turns).length) return { result: 'unknown', rationale: 'The person said nothing.' };
  if (/goodbye/i.test(lastWords ?? '')) return { result: 'success', rationale: 'The agent took its leave.' };
  return { result: 'failure', rationale: 'The conversation ended without a farewell.' };
}

const NOT_SAID = { value: null, rationale: 'Nothing was said about it.' };

function answerOf(id: string, { type }: DataField, talk: Talk) {
  const { matter } = talk.verdict;
  const words = said(talk.turns);
  if (/opted?_?out|do_not_call/i.test(id)) {
    if (words.length === 0) return NOT_SAID;
    return { value: matter === 'opted out', rationale: talk.verdict.summary };
  }
  if (/call_?back/i.test(id)) {
    if (type === 'boolean') return { value: matter === 'call back', rationale: talk.verdict.summary };
    const value = matter === 'call back' ? timeAskedFor(words) : null;
    return value === null ? NOT_SAID : { value, rationale: talk.verdict.summary };
  }
  const known = Object.hasOwn(talk.variables, id) ? talk.variables[id] : undefined;
  return known === undefined ? NOT_SAID : { value: known, rationale: 'It was known before the call.' };
}

/** All that the person said, sentence by sentence. */
function said(turns: Talk['turns']): string[] {
  return turns.flatMap(({ role, message }) => (role === 'user' && message !== null ? [message] : []));
}
