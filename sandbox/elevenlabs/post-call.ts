import type { Context } from '../context.ts';
import type { Random } from '../random.ts';
import type { Conversation } from './conversations.ts';
import { judge } from './judgement.ts';
import type { PostOffice } from './post-office.ts';
import { LEFT_OPEN, NOBODY_SPOKE } from './replies.ts';
import type { StandingFaults } from './standing-faults.ts';
import type { VoiceRecording } from './voice-recording.ts';
import type { VoiceShelf } from './voice-shelf.ts';

export interface AfterCall {
  faults: StandingFaults;
  postOffice: PostOffice;
  shelf: VoiceShelf;
}

/** After the socket: `processing`, then `done` with its analysis, then the webhooks (reference 3.6 and 4). */
export function finish(
  context: Context,
  { faults, postOffice, shelf }: AfterCall,
  conversation: Conversation,
  random: Random,
  recording: VoiceRecording | undefined,
): void {
  const { faultKey: key } = conversation;
  const { timings } = context.options;
  conversation.status = 'processing';
  conversation.verdict = settled(conversation);
  const status = faults.set.status ?? {};
  const processingMs = status.processingMs
    ? faults.drawn('status.processing', key, status.processingMs)
    : random.between(timings.processing);
  const toWebhookMs = random.between(timings.doneToWebhook);
  if (conversation.showing.stuckInitiated) return;
  if (faults.strikes('status.stuckProcessing', key, status.stuckProcessing)) return;
  context.timers.after(processingMs, () => {
    if (faults.strikes('status.failed', key, status.failed)) {
      conversation.status = 'failed';
      conversation.error = { code: 1011, reason: 'Post-processing failed' };
      return;
    }
    const hasAnalysis = !faults.strikes('status.nullAnalysis', key, status.nullAnalysis);
    conversation.analysis = hasAnalysis ? judge(conversation) : null;
    conversation.hasAudio = shelf.keep(conversation.id, recording?.wav());
    conversation.status = 'done';
    postOffice.send(conversation, toWebhookMs);
  });
}

function settled({ turns, verdict }: Conversation) {
  const spoke = turns.some(({ role, message }) => role === 'user' && message !== null);
  return !spoke && verdict === LEFT_OPEN ? NOBODY_SPOKE : verdict;
}
