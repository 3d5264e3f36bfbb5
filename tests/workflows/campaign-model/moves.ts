import { setTimeout as delay } from 'node:timers/promises';
import {
  type Client,
  type WorkflowHandle,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import fc from 'fast-check';
import {
  pauseUpdate,
  resumeUpdate,
  stopUpdate,
  WORKFLOWS,
  wakeSignal,
} from '../../../contracts/workflow-api.ts';
import type { Book } from './book.ts';

/** What people and accidents do to a campaign. Those of one batch happen at once. */
const moveArb = fc.oneof(
  { weight: 4, arbitrary: fc.constant('pause' as const) },
  { weight: 4, arbitrary: fc.constant('resume' as const) },
  { weight: 1, arbitrary: fc.constant('stop' as const) },
  { weight: 2, arbitrary: fc.constant('edit' as const) },
  { weight: 3, arbitrary: fc.constant('import' as const) },
  { weight: 2, arbitrary: fc.constant('redial' as const) },
  { weight: 1, arbitrary: fc.constant('crash the pump' as const) },
  { weight: 1, arbitrary: fc.constant('crash the record' as const) },
  { weight: 2, arbitrary: fc.constant('wait' as const) },
);
export type Move = typeof moveArb extends fc.Arbitrary<infer M> ? M : never;

export const scriptArb = fc.array(fc.array(moveArb, { minLength: 1, maxLength: 3 }), {
  minLength: 2,
  maxLength: 7,
});

export interface Played {
  client: Client;
  workflowId: string;
  taskQueue: string;
  campaignId: string;
  book: Book;
}

export async function play(played: Played, move: Move): Promise<void> {
  await MOVES[move](played).catch(ignoreRefusal);
}

const MOVES: Record<Move, (played: Played) => Promise<void>> = {
  pause: (played) =>
    hold(played, (handle) => handle.executeUpdate(pauseUpdate, { args: [{ reason: 'Paused' }] })),
  stop: (played) => hold(played, (handle) => handle.executeUpdate(stopUpdate, { args: [{ hangUp: false }] })),
  async resume(played) {
    const { book } = played;
    book.held = false;
    book.wishes += 1;
    book.wishing += 1;
    await handleOf(played)
      .executeUpdate(resumeUpdate)
      .finally(() => {
        book.wishing -= 1;
      });
  },
  async edit(played) {
    played.book.lines = 1 + (played.book.lines % 4);
    await handleOf(played).signal(wakeSignal);
  },
  async import(played) {
    if (played.book.state === 'stopped') return;
    played.book.add(2);
    await tell(played);
  },
  async redial(played) {
    if (played.book.state === 'stopped') return;
    played.book.redial();
    await tell(played);
  },
  async 'crash the pump'({ book }) {
    book.crashNextPump = true;
  },
  async 'crash the record'({ book }) {
    book.crashNextRecord = true;
  },
  wait: () => delay(15),
};

/** It is held once the answer is there, unless somebody asked it to go on meanwhile. */
async function hold(played: Played, ask: (handle: WorkflowHandle) => Promise<unknown>): Promise<void> {
  const { book } = played;
  const before = book.wishing > 0 ? undefined : book.wishes;
  await ask(handleOf(played));
  if (book.wishes === before) book.held = true;
}

/** As `contactsAdded` does. */
async function tell(played: Played): Promise<void> {
  const { client, workflowId, taskQueue, campaignId, book } = played;
  if (book.state === 'stopped') book.cancel();
  if (book.state === 'running') await handleOf(played).signal(wakeSignal);
  if (book.state !== 'completed') return;
  await client.workflow.signalWithStart(WORKFLOWS.campaign, {
    workflowId,
    taskQueue,
    args: [{ campaignId }],
    signal: wakeSignal,
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  });
}

export function handleOf({ client, workflowId }: Played): WorkflowHandle {
  return client.workflow.getHandle(workflowId);
}

/** What makes no sense is refused by the workflow, and what has ended hears nothing. */
function ignoreRefusal(error: unknown): void {
  if (!(error instanceof WorkflowUpdateFailedError || error instanceof WorkflowNotFoundError)) throw error;
}
