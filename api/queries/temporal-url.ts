import type { Env } from '../../platform/env.ts';

/** Where an operator sees a workflow in Temporal Web; null when no address is known. */
export function temporalUrl(
  workflowId: string,
  env: Pick<Env, 'TEMPORAL_UI_URL' | 'TEMPORAL_NAMESPACE'>,
): string | null {
  if (!env.TEMPORAL_UI_URL) return null;
  const base = env.TEMPORAL_UI_URL.replace(/\/+$/, '');
  const namespace = encodeURIComponent(env.TEMPORAL_NAMESPACE);
  return `${base}/namespaces/${namespace}/workflows/${encodeURIComponent(workflowId)}`;
}
