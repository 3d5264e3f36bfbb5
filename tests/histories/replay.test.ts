import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';

/** Histories of every workflow shape ever released must replay against today's code: determinism is a test. */
Runtime.install({ logger: new DefaultLogger('ERROR') });

const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.json'));
const workflowBundle = { codePath: process.env.WORKFLOW_BUNDLE ?? '' };

function read(file: string) {
  return historyFromJSON(JSON.parse(readFileSync(path.join(import.meta.dirname, file), 'utf8')));
}

describe('a recorded history', () => {
  it('is there for calls that end in different ways, and for a campaign', () => {
    const shapes = files.map((file) => file.replace(/\.r\d+\.json$/, ''));
    expect(shapes).toEqual(expect.arrayContaining(['call-human', 'call-busy', 'call-no_answer', 'call-voicemail', 'campaign']));
  });

  it.each(files)('%s replays', async (file) => {
    await Worker.runReplayHistory({ workflowBundle }, read(file), file);
  });

  it('does not replay when the workflow would do something else', async () => {
    const history = read('call-human.r1.json');
    const first = history.events?.find((event) => event.activityTaskScheduledEventAttributes);
    const activity = first?.activityTaskScheduledEventAttributes?.activityType;
    if (activity) activity.name = 'anotherActivity';
    await expect(Worker.runReplayHistory({ workflowBundle }, history, 'changed')).rejects.toThrow(/[Nn]ondeterminism/);
  });
});
