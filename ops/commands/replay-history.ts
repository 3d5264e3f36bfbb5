import { Client, Connection, isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { envSchema } from '../../platform/env.ts';
import { temporalOptions } from '../../platform/temporal.ts';
import { bundleWorkflows } from '../../worker/bundle.ts';
import type { Variables } from '../launch/dot-env.ts';
import { CommandError } from './errors.ts';

const temporalEnv = envSchema.pick({
  TEMPORAL_ADDRESS: true,
  TEMPORAL_NAMESPACE: true,
  TEMPORAL_API_KEY: true,
  TEMPORAL_TLS: true,
});
const CONNECT_WITHIN_MS = 10_000;
const FETCH_WITHIN_MS = 60_000;

/** The history of a workflow as Temporal has it; of its last run unless another is named. */
export async function fetchHistory(variables: Variables, workflowId: string, runId: string | undefined) {
  const given = temporalEnv.safeParse(variables);
  if (!given.success)
    throw new CommandError('TEMPORAL_ADDRESS and its neighbours cannot be read; see .env.example.');
  const connection = await connectTo(given.data);
  try {
    const client = new Client({ connection, namespace: given.data.TEMPORAL_NAMESPACE });
    const handle = client.workflow.getHandle(workflowId, runId);
    return await client.withDeadline(Date.now() + FETCH_WITHIN_MS, () => handle.fetchHistory());
  } catch (error) {
    throw whyNotFetched(error, workflowId);
  } finally {
    await connection.close();
  }
}

/** gRPC's NOT_FOUND. */
const NOT_FOUND = 5;

function whyNotFetched(error: unknown, workflowId: string): unknown {
  const isMissing = isGrpcServiceError(error) && error.code === NOT_FOUND;
  if (isMissing || error instanceof WorkflowNotFoundError) {
    return new CommandError(`Temporal has no workflow ${workflowId} with such a run, or no longer.`);
  }
  return isGrpcServiceError(error)
    ? new CommandError(`Temporal did not give the history of ${workflowId}: ${error.details}`)
    : error;
}

async function connectTo(env: ReturnType<typeof temporalEnv.parse>): Promise<Connection> {
  const options = temporalOptions(env as Parameters<typeof temporalOptions>[0]);
  try {
    return await Connection.connect({ ...options, connectTimeout: CONNECT_WITHIN_MS });
  } catch {
    throw new CommandError(
      `Temporal does not answer at ${env.TEMPORAL_ADDRESS}; TEMPORAL_ADDRESS says where it is.`,
    );
  }
}

/** Where today's code would do something else than the history says; undefined when it would not. */
export async function differenceOf(history: object, workflowId: string): Promise<string | undefined> {
  Runtime.install({ logger: new DefaultLogger('ERROR', () => undefined) });
  const { code } = await bundleWorkflows();
  try {
    await Worker.runReplayHistory({ workflowBundle: { code } }, history, workflowId);
    return undefined;
  } catch (error) {
    const kind = error instanceof DeterminismViolationError ? 'does not replay' : 'cannot be replayed';
    return `${workflowId} ${kind}: ${error instanceof Error ? error.message : error}`;
  }
}
