import { Client, Connection } from '@temporalio/client';
import type { Env } from './env.ts';

/** Options that worker and client connections share. */
export function temporalOptions(env: Env) {
  return {
    address: env.TEMPORAL_ADDRESS,
    ...(env.TEMPORAL_TLS || env.TEMPORAL_API_KEY ? { tls: true } : {}),
    ...(env.TEMPORAL_API_KEY ? { apiKey: env.TEMPORAL_API_KEY } : {}),
  };
}

/** A client on a connection of its own; close it with `client.connection.close()`. */
export async function connectTemporal(env: Env): Promise<Client> {
  const connection = await Connection.connect({ ...temporalOptions(env), connectTimeout: 10_000 });
  return new Client({ connection, namespace: env.TEMPORAL_NAMESPACE });
}

/** The name of a task queue in this installation. */
export function queueName(env: Pick<Env, 'TASK_QUEUE_PREFIX'>, queue: string): string {
  return `${env.TASK_QUEUE_PREFIX}${queue}`;
}
