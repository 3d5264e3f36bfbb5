import type { NextFunction, Request, Response } from 'express';

/** An error as Twilio's API words it (protocol reference 1.8). Switch on `code`; texts vary. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
  }

  toJSON() {
    return {
      code: this.code,
      message: this.message,
      more_info: `https://www.twilio.com/docs/errors/${this.code}`,
      status: this.status,
    };
  }
}

export function notFound(path: string): ApiError {
  return new ApiError(404, 20404, `The requested resource ${path} was not found`);
}

export function tooManyRequests(): ApiError {
  return new ApiError(429, 20429, 'Too Many Requests');
}

export function serverError(): ApiError {
  return new ApiError(500, 20500, 'Internal Server Error');
}

export function unavailable(): ApiError {
  return new ApiError(503, 20503, 'Service Unavailable');
}

/** Answers what was thrown; anything unknown is a request that could not be read. */
export function answerApiError(
  error: unknown,
  _request: Request,
  response: Response,
  next: NextFunction,
): void {
  if (response.headersSent) {
    next(error);
    return;
  }
  const known = error instanceof ApiError ? error : new ApiError(400, 20001, 'The request cannot be read');
  response.status(known.status).json(known.toJSON());
}
