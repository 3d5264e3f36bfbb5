import { ServiceError } from '@temporalio/client';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import mongoose from 'mongoose';
import type { Logger } from '../../platform/log.ts';
import { ApiError } from '../api-error.ts';
import { sendError } from '../envelope.ts';
import { TookTooLong } from '../within.ts';

export const notFound: RequestHandler = (req) => {
  throw new ApiError('not_found', `There is no ${req.method} at this address.`);
};

/** Everything that was thrown becomes an answer in the envelope; what is our fault is logged without its data. */
export function errorHandler(log: Logger): ErrorRequestHandler {
  return (error, _req, res, next) => {
    const known = toApiError(error);
    if (known.status >= 500) {
      log.error({ requestId: res.locals.requestId, error: withoutData(error) }, 'request failed');
    }
    if (res.headersSent) return next(error);
    sendError(res, known);
  };
}

export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (isUnavailable(error)) return new ApiError('unavailable', unavailableMessage(error));
  return ofBodyParser(error) ?? new ApiError('internal');
}

/** Errors of Express and its body parsers carry a status, and the parsers' a type as well. */
function ofBodyParser(error: unknown): ApiError | undefined {
  if (!(error instanceof Error) || !('status' in error)) return undefined;
  const type = 'type' in error ? error.type : undefined;
  if (type === 'entity.too.large') return new ApiError('too_large');
  if (type === 'entity.parse.failed') return new ApiError('invalid_request', 'The body is not JSON.');
  const isFaultOfClient = typeof error.status === 'number' && error.status >= 400 && error.status < 500;
  return isFaultOfClient ? new ApiError('invalid_request', 'The request cannot be read.') : undefined;
}

const { MongoServerSelectionError, MongoNetworkError, MongoNotConnectedError, MongoTopologyClosedError } =
  mongoose.mongo;

/** Whether Temporal or the database could not be reached, so that trying again later can help. */
export function isUnavailable(error: unknown): boolean {
  return isMongoDown(error) || error instanceof ServiceError || error instanceof TookTooLong;
}

function isMongoDown(error: unknown): boolean {
  return (
    error instanceof MongoServerSelectionError ||
    error instanceof MongoNetworkError ||
    error instanceof MongoNotConnectedError ||
    error instanceof MongoTopologyClosedError ||
    (error instanceof mongoose.Error && /buffering timed out/.test(error.message))
  );
}

function unavailableMessage(error: unknown): string {
  if (isMongoDown(error)) return 'The database cannot be reached; try again shortly.';
  if (error instanceof ServiceError) return 'Temporal cannot be reached; try again shortly.';
  return error instanceof Error ? `${error.message}; try again shortly.` : 'Try again shortly.';
}

/**
 * What a log may say of an error. A database's message repeats the document it choked on, so of those only name,
 * code and place are kept; in others, whatever looks like a phone number is hidden.
 */
export function withoutData(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const isOfDatabase = error.name.startsWith('Mongo') || error instanceof mongoose.Error;
  return {
    type: error.name,
    code: 'code' in error ? error.code : undefined,
    message: isOfDatabase
      ? undefined
      : error.message.replace(/\+?\d[\d\s().-]{6,}\d/g, '[number]').slice(0, 300),
    at: error.stack
      ?.split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 12),
  };
}
