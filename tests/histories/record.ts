import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { TASK_QUEUES } from '../../contracts/workflow-api.ts';
import { bundleWorkflows } from '../../worker/bundle.ts';
import { until } from '../support/until.ts';
import { STORIES, type Story } from './stories.ts';

const LONG_MS = 180_000;

/**
 * Records the history of each story on a Temporal server that has our search attributes, for replay against later code:
 *
 *     npx tsx tests/histories/record.ts --address 127.0.0.1:7233 --release 3
 *
 * A story that has a history of this release is left out; `--only` names others to record. It takes about a minute and
 * a half, which one of the stories waits. When to do so is in docs/versioning.md.
 */
const { values } = parseArgs({
  options: {
    address: { type: 'string', default: '127.0.0.1:7233' },
    release: { type: 'string' },
    only: { type: 'string', multiple: true },
  },
});
if (!/^\d+$/.test(values.release ?? '')) throw new Error('Which release is it? Say so with --release, a whole number.');
Runtime.install({ logger: new DefaultLogger('ERROR') });

/** What replay does not read. */
const NOT_READ = new Set(['stackTrace', 'identity', 'stickyAttributes']);

const address = values.address;
const [connection, native, workflowBundle] = await Promise.all([
  Connection.connect({ address }),
  NativeConnection.connect({ address }),
  bundleWorkflows(),
]);
const client = new Client({ connection });
const present = new Set(readdirSync(import.meta.dirname));
const wanted = Object.entries(STORIES).filter(
  ([name]) => !present.has(fileOf(name)) && (values.only?.includes(name) ?? true),
);
// A few at a time: with more, a small machine takes longer over a workflow task than Temporal waits.
const rest = wanted.values();
await Promise.all(Array.from({ length: 4 }, () => recordRest()));
await native.close();
await connection.close();

async function recordRest(): Promise<void> {
  for (const [name, story] of rest) await record(name, story);
}

function fileOf(name: string): string {
  return `${name}.r${values.release}.json`;
}

async function record(name: string, story: Story): Promise<void> {
  const prefix = `${name}-${process.pid}-`;
  const begun = new Set<string>();
  const { placeCall, ...io } = story.activities;
  const queue = (word: string) => `${prefix}${word}`;
  const workers = await Promise.all([
    Worker.create({ connection: native, taskQueue: queue(TASK_QUEUES.calls), workflowBundle }),
    Worker.create({ connection: native, taskQueue: queue(TASK_QUEUES.dial), activities: noting(begun, { placeCall }) }),
    Worker.create({ connection: native, taskQueue: queue(TASK_QUEUES.io), activities: noting(begun, io) }),
  ]);
  const running = Promise.all(workers.map((worker) => worker.run()));
  try {
    const handle = await client.workflow.start(story.workflow, {
      workflowId: `${prefix}story`,
      taskQueue: queue(TASK_QUEUES.calls),
      args: story.input ? [story.input] : [],
    });
    await story.told?.(handle, async (activity) => {
      await until(`${activity} has begun`, () => begun.has(activity), LONG_MS);
    });
    await over(handle, story);
    const history = await client.workflow.getHandle(handle.workflowId, handle.firstExecutionRunId).fetchHistory();
    writeFileSync(path.join(import.meta.dirname, fileOf(name)), `${withoutPlaces(historyToJSON(history))}\n`);
    process.stdout.write(`${fileOf(name)}: ${history.events?.length} events\n`);
  } finally {
    for (const worker of workers) worker.shutdown();
    await running;
  }
}

/** The activities, which tell `begun` when they are called, and one more: a worker must have some. */
function noting(begun: Set<string>, activities: Story['activities']) {
  const noted = Object.entries(activities).flatMap(([name, activity]) => {
    if (!activity) return [];
    const note = (...args: never[]) => {
      begun.add(name);
      return (activity as (...given: never[]) => unknown)(...args);
    };
    return [[name, note] as const];
  });
  return { ...Object.fromEntries(noted), none: async () => {} };
}

async function over(handle: WorkflowHandle & { firstExecutionRunId: string }, { continues }: Story): Promise<void> {
  if (!continues) return handle.result();
  const current = client.workflow.getHandle(handle.workflowId);
  await until(
    'it goes on in another run',
    async () => (await current.describe()).runId !== handle.firstExecutionRunId,
    LONG_MS,
  );
  await current.terminate();
}

/** On one line, and without what replay does not read and would name the machine: its folders, host and processes. */
function withoutPlaces(json: string): string {
  const sticky = /^\d+@.*$/;
  return JSON.stringify(JSON.parse(json), (key, value) => {
    if (NOT_READ.has(key)) return undefined;
    return key === 'name' && sticky.test(value) ? 'sticky' : value;
  });
}
