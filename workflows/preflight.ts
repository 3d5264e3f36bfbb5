import type { Preflight } from '../contracts/http/preflight.ts';
import type { PreflightInput } from '../contracts/workflow-api.ts';
import { looking } from './activities.ts';

/** What a campaign would come to, asked for by a person; it changes nothing and may be asked again at any time. */
export async function preflight(input: PreflightInput): Promise<Preflight> {
  return looking().preflight(input);
}
