import type { Request, RequestHandler } from 'express';
import { LRUCache } from 'lru-cache';
import { serverFault, tooFast, tooManyAtOnce } from './api-error.ts';
import type { Conversations } from './conversations.ts';
import { queryValue } from './query.ts';
import type { StandingFaults } from './standing-faults.ts';

const MOST_KEYS = 50_000;

/**
 * Has requests fail as the standing faults say. What a request is about and how many have asked the same decide, so
 * that a client that asks again gets on sooner or later.
 */
export function restFaults(faults: StandingFaults, conversations: Conversations): RequestHandler {
  const asked = new LRUCache<string, number>({ max: MOST_KEYS });
  return (request, _response, next) => {
    const { rest } = faults.set;
    if (!rest) {
      next();
      return;
    }
    const subject = `${request.method} ${subjectOf(request, conversations)}`;
    const count = (asked.get(subject) ?? 0) + 1;
    asked.set(subject, count);
    const key = `${subject} ${count}`;
    if (faults.strikes('rest.429', key, rest['429'])) throw tooFast();
    if (faults.strikes('rest.429 concurrent', key, rest['429 concurrent'])) throw tooManyAtOnce();
    if (faults.strikes('rest.500', key, rest['500'])) throw serverFault();
    next();
  };
}

/** Ids of conversations are drawn anew in each run; the client's own id of the call is not. */
function subjectOf(request: Request, conversations: Conversations): string {
  const [, id] = /^\/convai\/conversations\/(conv_\w+)/.exec(request.path) ?? [];
  const user = id ? conversations.find(id)?.faultKey : queryValue(request, 'user_id');
  return user ? `${request.path.replace(id ?? '', '')} ${user}` : request.path;
}
