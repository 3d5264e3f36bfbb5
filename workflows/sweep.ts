import { pump } from './activities.ts';

/** Started by a schedule, every minute: settles what terminate, reset and lost webhooks leave behind. */
export async function sweep(): Promise<void> {
  await pump().sweepLines();
}
