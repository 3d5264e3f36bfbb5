import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Logger } from '../../platform/log.ts';

/** An id for each request: in the answer's `X-Request-Id`, and in the log. */
export const requestId: RequestHandler = (_req, res, next) => {
  res.locals.requestId = randomUUID();
  res.set('X-Request-Id', res.locals.requestId);
  next();
};

/**
 * One line for each request when it is over. It names the route, not the address: what somebody types into an
 * address may be a phone number. An id is added where it has the form of ours.
 */
export function requestLog(log: Logger): RequestHandler {
  return (req, res, next) => {
    const began = performance.now();
    res.once('close', function logRequest() {
      const route: unknown = req.route?.path;
      const line = {
        requestId: res.locals.requestId,
        method: req.method,
        route: typeof route === 'string' ? route : '(none)',
        id: ourId(req.params?.id ?? req.params?.callId),
        status: res.statusCode,
        ms: Math.round(performance.now() - began),
        complete: res.writableFinished,
      };
      if (route === '/healthz' || route === '/readyz') log.debug(line, 'request');
      else log.info(line, 'request');
    });
    next();
  };
}

function ourId(id: unknown): string | undefined {
  return typeof id === 'string' && /^[0-9a-f]{24}(\.[0-9a-f]{24}\.\d{1,4})?$/.test(id) ? id : undefined;
}
