import type { Envelope } from '../../contracts/http/envelope.ts';
import { CommandError } from './errors.ts';

/** A bulk operation or a repair looks at many workflows. */
const ANSWER_WITHIN_MS = 120_000;

/** Asks the administrators' API, as any program with an API key would. */
export class AdminApi {
  private readonly url: string;
  private readonly key: string;
  private readonly signal: AbortSignal;

  constructor(url: string, key: string, signal: AbortSignal) {
    this.url = url;
    this.key = key;
    this.signal = signal;
  }

  get<T>(path: string, query: Record<string, string | undefined> = {}): Promise<T> {
    const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
    const search = new URLSearchParams(given).toString();
    return this.ask('GET', `/api/admin/${path}${search && `?${search}`}`);
  }

  post<T>(path: string, body: object = {}): Promise<T> {
    return this.ask('POST', `/api/admin/${path}`, body);
  }

  /** The same of any address of the API. */
  async ask<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await this.send(method, path, body);
    const envelope = await response.json().catch(() => undefined);
    if (!isEnvelope<T>(envelope)) {
      throw new CommandError(
        `${this.url} is not Outdial's API: it answered ${response.status} without an envelope.`,
      );
    }
    const { data, error } = envelope;
    if (!error && data !== null) return data;
    const details = error?.details?.map((detail) => `\n  ${detail}`).join('') ?? '';
    throw new CommandError(`${error?.message ?? 'There is no answer.'}${details}${hintFor(response.status)}`);
  }

  private async send(method: string, path: string, body: object | undefined): Promise<Response> {
    try {
      return await fetch(`${this.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${this.key}`, 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
        signal: AbortSignal.any([this.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
      });
    } catch (error) {
      if (this.signal.aborted)
        throw new CommandError('Interrupted; what was asked for may be done all the same.');
      const why = error instanceof Error && error.name === 'TimeoutError' ? ' in time' : '';
      throw new CommandError(
        `Nothing answers${why} at ${this.url}. Is Outdial running there? --url or SERVER_URL says where it is.`,
      );
    }
  }
}

function isEnvelope<T>(value: unknown): value is Envelope<T> {
  return typeof value === 'object' && value !== null && 'success' in value && 'data' in value;
}

function hintFor(status: number): string {
  return status === 401 ? '\n  The key is not that of the API: --key or API_KEY gives another.' : '';
}
