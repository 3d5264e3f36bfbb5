import { type AgentConfig, voicemailMessageOf } from './agent-settings.ts';
import type { Initiation } from './client-messages.ts';
import { introductionOf, openingOf } from './introduction.ts';
import type { Lines } from './stage.ts';

/** Why a conversation cannot begin; it is told after the metadata (reference 2.2, step 5). */
export interface StartFault {
  errorType: 'override_error' | 'missing_dynamic_variable';
  reason: string;
}

export interface Started {
  lines: Lines;
  maxDurationMs: number;
  variables: Record<string, string | number | boolean>;
}

const PLACEHOLDER = /\{\{\s*(\w+)\s*\}\}/g;

/** Applies overrides and variables to an agent, or says what is wrong with them. */
export function begin(
  config: AgentConfig,
  initiation: Initiation,
  conversationId: string,
): Started | StartFault {
  const override = initiation.conversation_config_override ?? {};
  const allowed = config.platform_settings.overrides.conversation_config_override;
  const refused = paths(override).find((path) => at(allowed, path) !== true);
  if (refused) {
    const reason = `Override for field '${refused.at(-1)}' is not allowed by config.`;
    return { errorType: 'override_error', reason };
  }
  const { agent, conversation } = config.conversation_config;
  const variables = {
    ...agent.dynamic_variables.dynamic_variable_placeholders,
    ...initiation.dynamic_variables,
    system__conversation_id: conversationId,
    system__time_utc: new Date().toISOString(),
  };
  const given = textAt(override, ['agent', 'first_message']);
  const firstMessage = given ?? agent.first_message;
  const prompt = textAt(override, ['agent', 'prompt', 'prompt']) ?? agent.prompt.prompt;
  const missing = missingIn(firstMessage, variables);
  if (missing.length > 0) return fault('first message', missing);
  const missingInPrompt = missingIn(prompt, variables);
  if (missingInPrompt.length > 0) return fault('system prompt', missingInPrompt);
  const seconds = at(override, ['conversation', 'max_duration_seconds']);
  const filled = filledIn(firstMessage, variables);
  return {
    lines: {
      opening: openingOf(variables, filled, given !== undefined),
      introduction: introductionOf(variables, filled),
      voicemail: filledIn(voicemailMessageOf(config) ?? '', variables),
    },
    maxDurationMs: 1000 * (typeof seconds === 'number' ? seconds : conversation.max_duration_seconds),
    variables,
  };
}

function fault(where: string, names: string[]): StartFault {
  const listed = names.map((name) => `'${name}'`).join(', ');
  return {
    errorType: 'missing_dynamic_variable',
    reason: `Missing required dynamic variables in ${where}: {${listed}}`,
  };
}

type Variables = Record<string, string | number | boolean>;

function missingIn(text: string, variables: Variables): string[] {
  const names = [...text.matchAll(PLACEHOLDER)].map((match) => match[1] as string);
  return [...new Set(names)].filter((name) => !Object.hasOwn(variables, name));
}

function filledIn(text: string, variables: Variables): string {
  return text.replace(PLACEHOLDER, (_, name: string) => String(variables[name] ?? ''));
}

/** The paths of all values that are not objects. */
function paths(tree: Record<string, unknown>): string[][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    isTree(value) ? paths(value).map((path) => [key, ...path]) : [[key]],
  );
}

function at(tree: unknown, path: string[]): unknown {
  return path.reduce((node, key) => (isTree(node) ? node[key] : undefined), tree);
}

function textAt(tree: unknown, path: string[]): string | undefined {
  const value = at(tree, path);
  return typeof value === 'string' ? value : undefined;
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
