import { Client, Connection, defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client';
import type { Env } from '../platform/env.ts';
import { temporalOptions } from '../platform/temporal.ts';

/**
 * A client that connects with its first question, so that the API can run before Temporal does. It tries a question
 * three times where the default is ten: whoever waits for us tries again themselves, and a try cannot be called back.
 */
export function connectTemporalLazily(env: Env): Client {
  const connection = Connection.lazy({
    ...temporalOptions(env),
    interceptors: [makeGrpcRetryInterceptor(defaultGrpcRetryOptions({ maxAttempts: 3 }))],
  });
  return new Client({ connection, namespace: env.TEMPORAL_NAMESPACE });
}
