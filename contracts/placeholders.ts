/** Dynamic variables as an agent's texts name them: `{{first_name}}`. */
const PLACEHOLDER = /\{\{\s*(\w+)\s*\}\}/g;
/** Filled in by ElevenLabs itself: facts of the conversation, and secrets of the workspace. */
const THEIRS = /^(system|secret)__/;

/** The names in `{{…}}`, each once, without those that ElevenLabs fills in. */
export function placeholdersIn(text: string): string[] {
  const names = [...text.matchAll(PLACEHOLDER)].map(([, name]) => name as string);
  return [...new Set(names)].filter((name) => !THEIRS.test(name));
}
