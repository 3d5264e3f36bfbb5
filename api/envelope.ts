import type { Response } from 'express';
import type { Envelope } from '../contracts/http/envelope.ts';
import type { ApiError } from './api-error.ts';

export function sendData<T>(res: Response, data: T, status = 200): void {
  const envelope: Envelope<T> = { success: true, data, error: null, timestamp: new Date().toISOString() };
  res.status(status).json(envelope);
}

/** An error in the envelope; `data` where an error still has something to tell, such as readiness. */
export function sendError<T = never>(res: Response, error: ApiError, data: T | null = null): void {
  const envelope: Envelope<T> = {
    success: false,
    data,
    error: {
      code: error.code,
      message: error.message,
      ...(error.details ? { details: error.details } : {}),
    },
    timestamp: new Date().toISOString(),
  };
  res.status(error.status).set(error.headers).json(envelope);
}
