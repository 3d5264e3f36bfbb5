import { SEARCH_ATTRIBUTES } from '../../contracts/workflow-api.ts';
import type { Env } from '../../platform/env.ts';
import { connectTemporal } from '../../platform/temporal.ts';
import type { Say } from '../provision/context.ts';

/** `INDEXED_VALUE_TYPE_KEYWORD` of Temporal's protocol. */
const KEYWORD = 2;

/**
 * Registers the search attributes that our workflows set, on a server that somebody else runs: without them no
 * workflow would start. Where that is not allowed (Temporal Cloud) it says what to do.
 */
export async function ensureSearchAttributes(env: Env, say: Say): Promise<void> {
  const { connection } = await connectTemporal(env);
  const names: string[] = Object.values(SEARCH_ATTRIBUTES);
  try {
    const namespace = env.TEMPORAL_NAMESPACE;
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    const missing = names.filter((name) => !(name in (customAttributes ?? {})));
    if (missing.length === 0) return;
    const searchAttributes = Object.fromEntries(missing.map((name) => [name, KEYWORD]));
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
    say('Temporal', `registered the search attributes ${missing.join(', ')}`);
  } catch {
    say(
      'Temporal',
      `could not register its search attributes; make sure these are Keyword: ${names.join(', ')}`,
    );
  } finally {
    await connection.close();
  }
}
