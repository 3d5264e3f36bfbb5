import type { CallAudio } from '../contracts/call-audio.ts';
import type { Counters } from './counters.ts';
import { Measure } from './measure.ts';

/** What the call's record keeps of a stream's measures; undefined when no audio came to be passed on. */
export function streamAudio(counters: Counters): CallAudio | undefined {
  const { measures, framesUp, framesDown, droppedUp, droppedDown, lateDown } = counters;
  if (framesUp + framesDown + droppedUp + droppedDown === 0) return undefined;
  const added = new Measure(measures.addedUp.bounds);
  added.add(measures.addedUp);
  added.add(measures.addedDown);
  return {
    ...ifAny(added, ({ p50Ms, p99Ms }) => ({ addedP50Ms: p50Ms, addedP99Ms: p99Ms })),
    ...ifAny(measures.reply, ({ p50Ms }) => ({ replyMs: p50Ms })),
    ...ifAny(measures.bargeIn, ({ maxMs }) => ({ bargeInMs: maxMs })),
    ...ifAny(measures.markTrip, ({ p50Ms }) => ({ markTripMs: p50Ms })),
    droppedFrames: droppedUp + droppedDown,
    lateFrames: lateDown,
  };
}

function ifAny<Parts>(
  measure: Measure,
  take: (view: NonNullable<ReturnType<Measure['toJSON']>>) => Parts,
): Parts | undefined {
  const view = measure.toJSON();
  return view && take(view);
}
