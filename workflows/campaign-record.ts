import type { CampaignState } from '../contracts/campaign.ts';
import { io } from './activities.ts';

/** Writes a campaign's states into its record, one after the other, so that its last write is its last state. */
export function campaignRecord(campaignId: string) {
  let writing: Promise<unknown> = Promise.resolve();
  let unwritten = 0;
  let order = 0;

  return {
    /** Answers how the campaign stands once this state is written. */
    async write(state: CampaignState, reason: string) {
      unwritten += 1;
      order += 1;
      const record = { campaignId, state, reason, at: Date.now(), order };
      const written = writing.then(() => io().recordCampaign(record));
      writing = written;
      const standing = await written;
      unwritten -= 1;
      return standing;
    },
    hasBegun: () => order > 0,
    /** Whether the record says all that was written. */
    isWritten: () => unwritten === 0,
  };
}
