import type { VariableSource } from '../../contracts/agents.ts';

/** What of a contact can become a variable. */
export interface Fields {
  name: string;
  /** By column. */
  variables: Readonly<Record<string, string>>;
}

type Sources = Readonly<Record<string, VariableSource>>;

/** Always sent: greetings want them, and of a person without a name they are a word that fits. */
const ALWAYS_THERE = ['name', 'first_name'];

/**
 * The agent's variables for one person: the columns under their own names, and what the campaign maps. A blank value is
 * none, so that a default that the agent has takes its place.
 */
export function variablesFor({ name, variables }: Fields, sources: Sources = {}): Record<string, string> {
  const fields: Record<string, string> = { name, first_name: firstName(name), ...variables };
  const mapped = Object.entries(sources).map(
    ([variable, source]) => [variable, valueFrom(source, fields)] as const,
  );
  const all = [...Object.entries(variables), ...mapped];
  return Object.fromEntries(withoutBlanks(new Map(all)));
}

/**
 * Which of the variables that the agent cannot do without this person lacks. A conversation that lacks one fails at its
 * start (ElevenLabs: `missing_dynamic_variable`), so such a person is not called.
 */
export function missingVariables(
  needed: readonly string[],
  contact: Fields,
  sources: Sources = {},
): string[] {
  return missingIn(needed, variablesFor(contact, sources));
}

/** The same, of variables that are put together already. */
export function missingIn(needed: readonly string[], given: Readonly<Record<string, string>>): string[] {
  return needed.filter((name) => !Object.hasOwn(given, name) && !ALWAYS_THERE.includes(name));
}

function valueFrom(source: VariableSource, fields: Record<string, string>): string {
  if ('value' in source) return source.value;
  const value = Object.hasOwn(fields, source.field) ? (fields[source.field] ?? '') : '';
  return value.trim() === '' ? (source.fallback ?? '') : value;
}

function withoutBlanks(values: Map<string, string>): [string, string][] {
  return [...values].filter(([, value]) => value.trim() !== '');
}

function firstName(name: string): string {
  return name.trim().split(/\s+/)[0] ?? '';
}
