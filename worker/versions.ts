import type { Client } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import type { WorkerDeploymentOptions } from '@temporalio/worker';
import type { Env } from '../platform/env.ts';
import { queueName } from '../platform/temporal.ts';

/** The name under which Temporal knows the workers of this installation, all versions of them. */
export function deploymentName(env: Pick<Env, 'TASK_QUEUE_PREFIX'>): string {
  return queueName(env, 'outdial');
}

/**
 * How a worker takes part in versioning; undefined where it does not. On one machine it must not: the old code is gone
 * after a restart, so every workflow has to go on with the new. In a fleet calls stay with the version that began them,
 * which is given the time to see them through; what lives longer than a call says so itself (`workflows/index.ts`).
 */
export function deploymentOptions(
  env: Pick<Env, 'TASK_QUEUE_PREFIX' | 'WORKER_VERSIONING'>,
  buildId: string,
): WorkerDeploymentOptions | undefined {
  if (!env.WORKER_VERSIONING) return undefined;
  const version = { deploymentName: deploymentName(env), buildId };
  return { version, useWorkerVersioning: true, defaultVersioningBehavior: 'PINNED' };
}

interface Known {
  buildId: string;
  /** When Temporal first heard of it, in epoch milliseconds. */
  madeAt: number;
}

/**
 * Whether a version takes over: when none is current, or it came later than the one that is. A worker of an older
 * version that is merely started again must not turn the fleet back; that is for a person to do.
 */
export function takesOver(own: Known, current: Known | undefined): boolean {
  return current === undefined || (own.buildId !== current.buildId && own.madeAt > current.madeAt);
}

const TRIES = 30;
const BETWEEN_TRIES_MS = 1_000;

/**
 * Makes a version the current one of its deployment, where it came later. Its workers must be polling: Temporal learns
 * of a version from the first poll, and refuses one that does not serve all task queues, so both are waited for.
 * @returns whether the version is current now
 */
export async function promote(client: Client, env: Env, buildId: string): Promise<boolean> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await promoteOnce(client, env, buildId);
    } catch (error) {
      if (tries === TRIES || !isTooEarly(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_TRIES_MS));
    }
  }
}

async function promoteOnce(client: Client, env: Env, buildId: string): Promise<boolean> {
  const { namespace } = client.options;
  const name = deploymentName(env);
  const about = await client.workflowService.describeWorkerDeployment({ namespace, deploymentName: name });
  const info = about.workerDeploymentInfo;
  const known = new Map(
    info?.versionSummaries?.map(({ deploymentVersion, createTime }) => [
      deploymentVersion?.buildId ?? '',
      { buildId: deploymentVersion?.buildId ?? '', madeAt: createTime ? tsToMs(createTime) : 0 },
    ]),
  );
  const own = known.get(buildId);
  if (!own) throw new TooEarly('the version is not known to Temporal yet');
  const currentId = info?.routingConfig?.currentDeploymentVersion?.buildId;
  const current = currentId ? (known.get(currentId) ?? { buildId: currentId, madeAt: 0 }) : undefined;
  if (!takesOver(own, current)) return current?.buildId === buildId;
  await client.workflowService.setWorkerDeploymentCurrentVersion({
    namespace,
    deploymentName: name,
    buildId,
    identity: client.options.identity,
    conflictToken: about.conflictToken,
  });
  return true;
}

class TooEarly extends Error {}

/** gRPC's NOT_FOUND and FAILED_PRECONDITION: not polled yet, or not every queue, or another worker changed it meanwhile. */
const TOO_EARLY_CODES = [5, 9];

function isTooEarly(error: unknown): boolean {
  if (error instanceof TooEarly) return true;
  return error instanceof Error && 'code' in error && TOO_EARLY_CODES.includes(Number(error.code));
}
