import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { STORIES } from './stories.ts';

/** Histories of every workflow shape ever released must replay against today's code: determinism is a test. */
Runtime.install({ logger: new DefaultLogger('ERROR') });

const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.json'));
const codePath = process.env.WORKFLOW_BUNDLE ?? '';
const workflowBundle = { codePath };

function read(file: string) {
  return historyFromJSON(JSON.parse(readFileSync(path.join(import.meta.dirname, file), 'utf8')));
}

/** The latest history of a shape. */
function latest(shape: string): string {
  const release = (file: string) => Number(/\.r(\d+)\.json$/.exec(file)?.[1]);
  const [file = ''] = files
    .filter((name) => name.startsWith(`${shape}.r`))
    .sort((a, b) => release(b) - release(a));
  return file;
}

describe('a recorded history', () => {
  it.each(Object.keys(STORIES))('is there of %s', (shape) => {
    expect(latest(shape)).not.toBe('');
  });

  it.each(files)('%s replays', async (file) => {
    await Worker.runReplayHistory({ workflowBundle }, read(file), file);
  });

  it('does not replay when something else had been done', async () => {
    const history = read(latest('call-human'));
    const first = history.events?.find((event) => event.activityTaskScheduledEventAttributes);
    const activity = first?.activityTaskScheduledEventAttributes?.activityType;
    if (activity) activity.name = 'anotherActivity';
    await expect(Worker.runReplayHistory({ workflowBundle }, history, 'changed')).rejects.toThrow(
      /[Nn]ondeterminism/,
    );
  });

  it.each([
    ['does something else at its end', 'call-human', 'finish)().finishCall(', 'finish)().gatherCall('],
    ['no longer waits', 'call-human', 'if (news) continue;', 'if (news) break;'],
  ])('does not replay with a workflow that %s', async (_, shape, was, is) => {
    const code = readFileSync(codePath, 'utf8');
    expect(code).toContain(was);
    const changed = { code: code.replace(was, is) };
    await expect(
      Worker.runReplayHistory({ workflowBundle: changed }, read(latest(shape)), 'changed'),
    ).rejects.toThrow(/[Nn]ondeterminism/);
  });
});
