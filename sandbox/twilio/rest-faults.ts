import type { Context } from '../context.ts';
import { serverError, tooManyRequests } from './api-error.ts';
import { type Call, personsNumber } from './call.ts';
import { type CallView, viewOf } from './call-resource.ts';

/** Fails a request that is no create, where a standing fault says so. @param key a person's number, or a kind of request */
export function failSometimes({ faults }: Context, key: string): void {
  const fault = faults.onRest(key);
  if (fault === '429') throw tooManyRequests();
  if (fault === '500') throw serverError();
}

/** What a fetch shows of a call: the present, or what was so a moment ago. */
export function fetchedView({ faults, options }: Context, call: Call): CallView {
  return viewOf(call, Date.now() - faults.lagMs(personsNumber(call)), options.timings.endToPrice);
}

/** What a list shows: a call that is newer than its lag is not there yet. @param key as in `failSometimes` */
export function listedViews({ faults, options }: Context, calls: Call[], key: string): CallView[] {
  const at = Date.now() - faults.lagMs(key);
  return calls
    .filter((call) => call.createdAt.getTime() <= at)
    .map((call) => viewOf(call, at, options.timings.endToPrice));
}
