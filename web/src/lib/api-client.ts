import type { Envelope } from '../../../contracts/http/envelope.ts';
import { ApiError, type FailureCode } from './api-error.ts';
import { sessionEnded } from './session-events.ts';

interface RequestOptions {
  method?: 'GET' | 'POST';
  /** Sent as JSON. */
  body?: unknown;
  signal?: AbortSignal;
}

/** The `data` of an answer. Throws an ApiError for every other case; a lost session is also announced. */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const { method = 'GET', body, signal } = options;
  const init: RequestInit = { method, credentials: 'same-origin' };
  if (signal) init.signal = signal;
  if (body !== undefined) {
    init.headers = { 'content-type': 'application/json' };
    init.body = JSON.stringify(body);
  }
  const response = await fetch(path, init).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw noAnswer();
  });
  return dataOf<T>(response.status, await response.text());
}

/** Reads an envelope, from `fetch` or from an upload, which has to use XMLHttpRequest. */
export function dataOf<T>(status: number, text: string): T {
  const envelope = parseEnvelope<T>(text);
  if (envelope?.success) return envelope.data as T;
  const error = failureOf(status, envelope);
  if (error.code === 'not_signed_in') sessionEnded();
  throw error;
}

export function noAnswer(): ApiError {
  return new ApiError('network', 'Outdial cannot be reached. Check the connection and try again.');
}

function parseEnvelope<T>(text: string): Envelope<T> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && 'success' in parsed
      ? (parsed as Envelope<T>)
      : undefined;
  } catch {
    return undefined;
  }
}

function failureOf(status: number, envelope: Envelope<unknown> | undefined): ApiError {
  if (envelope?.error) {
    const { code, message, details } = envelope.error;
    return new ApiError(code as FailureCode, message, details);
  }
  // The page's own server answers so while the API behind it is being started again.
  if (status >= 500)
    return new ApiError('unavailable', 'Outdial is not answering just now. Try again in a moment.');
  return new ApiError('unreadable', `The answer could not be understood (HTTP ${status}).`);
}

/** Query text of the values that are set, with its question mark. */
export function queryText(values: Record<string, string | number | null | undefined>): string {
  const set = Object.entries(values).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  );
  const text = new URLSearchParams(set.map(([key, value]) => [key, String(value)])).toString();
  return text ? `?${text}` : '';
}
