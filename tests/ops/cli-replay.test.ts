import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { callIdOf, mendWorkflowId } from '../../contracts/ids.ts';
import { WORKFLOWS } from '../../contracts/workflow-api.ts';
import { run } from '../../ops/process/run.ts';
import { bundleWorkflows } from '../../worker/bundle.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const address = process.env.TEMPORAL_ADDRESS ?? '';
const callId = callIdOf({
  campaignId: 'a'.repeat(24),
  contactId: `${process.pid}`.padStart(24, '0'),
  attempt: 1,
});
let connection: Connection;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  connection = await Connection.connect({ address });
});
afterAll(() => connection.close());

/** The history of a finished `mend`, made by ours, or by the workflows in another file. */
async function history(workflowId: string, workflowsPath?: string): Promise<void> {
  const workflowBundle = await bundleWorkflows(workflowsPath);
  const taskQueue = `${workflowId.replaceAll('/', '-')}-calls`;
  const native = await NativeConnection.connect({ address });
  try {
    const nothing = async () => undefined;
    const activities = { reconcileCall: nothing, gatherCall: nothing, somethingElse: nothing };
    const io = taskQueue.replace(/calls$/, 'io');
    const [worker, other] = await Promise.all([
      Worker.create({ connection: native, taskQueue, workflowBundle }),
      Worker.create({ connection: native, taskQueue: io, activities }),
    ]);
    const client = new Client({ connection });
    const done = client.workflow.execute(WORKFLOWS.mend, { workflowId, taskQueue, args: [{ callId }] });
    await worker.runUntil(other.runUntil(done));
  } finally {
    await native.close();
  }
}

function replay(...words: string[]): Promise<string> {
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, TEMPORAL_ADDRESS: address };
  return run(process.execPath, ['--import', 'tsx', 'ops/cli.ts', 'replay', ...words], { cwd: ROOT, env });
}

describe('ops replay', () => {
  it('says that a real history replays', async () => {
    const id = mendWorkflowId(callId);
    await history(id);
    expect(await replay(id)).toMatch(new RegExp(`${id} replays: \\d+ events$`));
    expect(JSON.parse(await replay(id, '--json'))).toMatchObject({ workflowId: id, replays: true });
  });

  it('names the first difference, and fails', async () => {
    const id = `${mendWorkflowId(callId)}-changed`;
    await history(id, resolve(import.meta.dirname, 'changed-workflows.ts'));
    await expect(replay(id)).rejects.toThrow(/does not replay: [\s\S]*(somethingElse|reconcileCall)/);
  });

  it('says when there is no such workflow', async () => {
    await expect(replay('call/none')).rejects.toThrow(/no workflow call\/none/);
  });
});
