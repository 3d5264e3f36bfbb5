import { ERRORS, type ErrorCode } from '../contracts/errors.ts';

/**
 * An answer that is not a success: a code of `contracts/errors.ts`, a sentence for people that says what was found
 * and what would do, and where there are several faults, each of them.
 */
export class ApiError extends Error {
  readonly code: ErrorCode;
  readonly details: string[] | undefined;
  readonly headers: Record<string, string>;

  constructor(
    code: ErrorCode,
    message: string = ERRORS[code].meaning,
    extra: { details?: string[]; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.details = extra.details;
    this.headers = extra.headers ?? {};
  }

  get status(): number {
    return ERRORS[this.code].status;
  }
}
