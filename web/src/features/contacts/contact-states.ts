import type { EnrolmentState } from '../../../../contracts/contact.ts';

/** A contact's place in a campaign, in a word or two. */
export const CONTACT_STATES: Record<EnrolmentState, string> = {
  waiting: 'Waiting',
  claimed: 'Next in line',
  calling: 'Being called',
  done: 'Done',
};
