import type { OnVoicemail } from '../../../../contracts/campaign.ts';

/** What is done when a machine answers, in words. */
export const ON_VOICEMAIL: Record<OnVoicemail, string> = {
  hang_up: 'Hang up',
  leave_message: 'Leave a message',
  talk: 'Talk to it',
};
