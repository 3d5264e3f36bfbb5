import type { CallAudio } from '../contracts/call-audio.ts';
import type { CallEvent, StreamEndReason } from '../contracts/call-event.ts';
import { isCleanEnd, MOST_STREAMS } from '../contracts/stream.ts';

/**
 * A call has one stream, and up to two more where bridge or agent were lost while the person was on the phone. What
 * their ends say together is the same in whatever order it is heard.
 */
export interface StreamEnd {
  reason: StreamEndReason;
  at: number;
  /** Left out by bridges that could not go on with a call: theirs is the last. */
  stream?: number;
}

export interface StreamConversations {
  stream: number;
  ids: string[];
}

/** A clean end counts before any other, then that of the latest stream; of one stream the first that was heard. */
export function theOneThatCounts(known: StreamEnd | undefined, news: StreamEnd): StreamEnd {
  return known && weight(known) >= weight(news) ? known : news;
}

function weight({ reason, stream = 1 }: StreamEnd): number {
  return stream + (isCleanEnd(reason) ? MOST_STREAMS : 0);
}

/** Whether no stream follows one that ended so. */
export function isLast({ reason, stream = MOST_STREAMS }: StreamEnd): boolean {
  return isCleanEnd(reason) || stream >= MOST_STREAMS;
}

/** The worse of two streams in each number, which is the same in any order and however often; the known one if it is that. */
export function theWorse(known: CallAudio | undefined, news: CallAudio | undefined): CallAudio | undefined {
  if (!known || !news) return known ?? news;
  const names = Object.keys({ ...known, ...news }) as (keyof CallAudio)[];
  const isWorse = names.some((name) => (news[name] ?? 0) > (known[name] ?? -1));
  const worse = names.map((name) => [name, Math.max(known[name] ?? 0, news[name] ?? 0)]);
  return isWorse ? { ...known, ...Object.fromEntries(worse) } : known;
}

/** The conversations known so far with those of one more stream, by stream; the very same list when it brings none. */
export function withThoseOf(
  known: StreamConversations[] | undefined,
  event: Extract<CallEvent, { kind: 'stream_ended' }>,
): StreamConversations[] | undefined {
  const { stream = 1, conversationId, conversationIds } = event;
  const ids = conversationIds ?? (conversationId === undefined ? [] : [conversationId]);
  if (ids.length === 0 || known?.some((one) => one.stream === stream)) return known;
  return [...(known ?? []), { stream, ids }].sort((one, other) => one.stream - other.stream);
}
