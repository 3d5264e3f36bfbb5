import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Client, Connection, type WorkflowExecutionInfo } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { outcomeKey } from '../../contracts/workflow-api.ts';

/**
 * Records one history of each workflow shape that a Temporal server has, for replay against later code:
 *
 *     npx tsx tests/histories/record.ts --address 127.0.0.1:7233 --release 1
 *
 * Run it against a sandbox, whose people and numbers are fictional. A file that exists is not replaced.
 */
const { values } = parseArgs({
  options: { address: { type: 'string', default: '127.0.0.1:7233' }, release: { type: 'string', default: '1' } },
});
const connection = await Connection.connect({ address: values.address });
const client = new Client({ connection });

const shapes = new Map<string, WorkflowExecutionInfo>();
for await (const run of client.workflow.list({ query: "ExecutionStatus = 'Completed'" })) {
  const shape = shapeOf(run);
  if (shape && !shapes.has(shape)) shapes.set(shape, run);
}
const present = new Set(readdirSync(import.meta.dirname));
for (const [shape, run] of shapes) {
  const file = `${shape}.r${values.release}.json`;
  if (present.has(file)) continue;
  const history = await client.workflow.getHandle(run.workflowId, run.runId).fetchHistory();
  writeFileSync(path.join(import.meta.dirname, file), `${withoutTraces(historyToJSON(history))}\n`);
  process.stdout.write(`${file}: ${history.events?.length} events\n`);
}
await connection.close();

/** The type, and for calls the outcome: calls that end differently went different ways. */
function shapeOf(run: WorkflowExecutionInfo): string | undefined {
  if (run.type === 'temporal-sys-scheduler-workflow') return undefined;
  const outcome = run.typedSearchAttributes.get(outcomeKey);
  return outcome ? `${run.type}-${outcome}` : run.type;
}

/** On one line, and without stack traces: they name folders of the machine it ran on, and replay does not read them. */
function withoutTraces(json: string): string {
  return JSON.stringify(JSON.parse(json), (key, value) => (key === 'stackTrace' ? undefined : value));
}
