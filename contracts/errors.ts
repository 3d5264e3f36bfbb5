/**
 * Every error code the API answers with, its HTTP status and what it means. One table: the API answers from it,
 * documentation and tests compare with it.
 */
export const ERRORS = {
  invalid_request: {
    status: 400,
    meaning: 'The request does not match its contract; `details` lists each fault.',
  },
  invalid_csv: { status: 400, meaning: 'The file cannot be read as CSV with a phone column.' },
  not_signed_in: { status: 401, meaning: 'No session and no API key, or an expired one.' },
  wrong_credentials: { status: 401, meaning: 'E-mail or password is wrong.' },
  forbidden: {
    status: 403,
    meaning: 'Your role may not do this, or the request came from the page of another site.',
  },
  bad_signature: { status: 403, meaning: 'A webhook whose signature does not match its body and address.' },
  not_found: { status: 404, meaning: 'Nothing has this id.' },
  not_allowed_now: {
    status: 409,
    meaning: 'As things stand this makes no sense; the message says why, and what would do.',
  },
  gone: { status: 410, meaning: 'It was here and has been deleted; the message says when and why.' },
  too_large: { status: 413, meaning: 'The body is larger than what is accepted.' },
  too_many_requests: { status: 429, meaning: 'Too many tries; `Retry-After` says when to come back.' },
  range_not_satisfiable: { status: 416, meaning: 'The range lies outside of the recording.' },
  internal: { status: 500, meaning: 'Our fault; it is in the log under the request id.' },
  unavailable: { status: 503, meaning: 'Temporal or the database cannot be reached.' },
} as const;

export type ErrorCode = keyof typeof ERRORS;
