import { createHash, timingSafeEqual } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import { ApiError } from './api-error.ts';

/** HTTP Basic with account SID and auth token, on everything, media too; otherwise 401 with code 20003. */
export function authenticate({ accountSid, authToken }: { accountSid: string; authToken: string }) {
  const expected = digest(`Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`);
  return (request: Request, response: Response, next: NextFunction) => {
    if (timingSafeEqual(expected, digest(request.headers.authorization ?? ''))) return next();
    response.setHeader('WWW-Authenticate', 'Basic realm="Twilio API"');
    throw new ApiError(401, 20003, 'Authenticate');
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
