import type { ErrorCode } from '../../../contracts/errors.ts';

/** `network`: no answer at all. `unreadable`: an answer that is not ours, such as a proxy's page. */
export type FailureCode = ErrorCode | 'network' | 'unreadable';

/** A request that failed, in words that can be shown. */
export class ApiError extends Error {
  readonly code: FailureCode;
  readonly details: string[];

  constructor(code: FailureCode, message: string, details: string[] = []) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.details = details;
  }
}

export function isApiError(error: unknown, code: FailureCode): boolean {
  return error instanceof ApiError && error.code === code;
}

/** What to tell a person about any thrown thing. */
export function messageOf(error: unknown): string {
  if (!(error instanceof ApiError)) return 'Something went wrong on this page. Reload it to try again.';
  return error.details.length > 0 ? `${error.message} ${error.details.join('; ')}` : error.message;
}
