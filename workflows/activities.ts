import { proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { Activities, DialActivities } from '../activities/index.ts';
import { TASK_QUEUES } from '../contracts/workflow-api.ts';

/** The queues of this installation: workflows run on `<prefix>calls`, activities on `<prefix>dial` and `<prefix>io`. */
function queue(name: string): string {
  return workflowInfo().taskQueue.replace(new RegExp(`${TASK_QUEUES.calls}$`), name);
}

/**
 * What dialing waits for is tried again after this at the latest: a worker that dies after its database had been away must
 * not be missed for the long wait that these failures have grown to.
 */
const SOON = '2 seconds';

/**
 * Dialing. It may be retried, since whoever finds the intent written does not post again. A call that could not be
 * placed for two minutes is put off rather than dialed late.
 */
export const dial = () =>
  proxyActivities<DialActivities>({
    taskQueue: queue(TASK_QUEUES.dial),
    startToCloseTimeout: '20 seconds',
    heartbeatTimeout: '6 seconds',
    scheduleToCloseTimeout: '2 minutes',
    retry: { initialInterval: '1 second', backoffCoefficient: 1.5, maximumInterval: SOON },
  });

/** Short reads and writes, tried until they succeed: the database or Twilio may be away for a while. */
export const io = () =>
  proxyActivities<Activities>({
    taskQueue: queue(TASK_QUEUES.io),
    startToCloseTimeout: '15 seconds',
    retry: { initialInterval: '500 ms', backoffCoefficient: 2, maximumInterval: '20 seconds' },
  });

/** The pump: long, and given to another worker soon after its own has died. */
export const pump = () =>
  proxyActivities<Pick<Activities, 'pumpCampaign' | 'endCalls' | 'sweepLines'>>({
    taskQueue: queue(TASK_QUEUES.io),
    startToCloseTimeout: '5 minutes',
    heartbeatTimeout: '4 seconds',
    retry: { initialInterval: '500 ms', backoffCoefficient: 2, maximumInterval: SOON },
  });

/**
 * The end of a call. Recording it is tried until it succeeds; what the vendors have not ready says itself when it
 * should be asked for again. It beats, so that another worker goes on soon after its own has died.
 */
export const finish = () =>
  proxyActivities<Pick<Activities, 'finishCall' | 'gatherCall'>>({
    taskQueue: queue(TASK_QUEUES.io),
    startToCloseTimeout: '3 minutes',
    heartbeatTimeout: '6 seconds',
    retry: { initialInterval: '500 ms', backoffCoefficient: 2, maximumInterval: '5 seconds' },
  });

/** What is settled after calls. A job that fails is given up soon: the schedule begins it again, and the others go on. */
export const accounting = () =>
  proxyActivities<Pick<Activities, 'settleAccounts' | 'correctEndings' | 'keepRecordings'>>({
    taskQueue: queue(TASK_QUEUES.io),
    startToCloseTimeout: '4 minutes',
    scheduleToCloseTimeout: '5 minutes',
    heartbeatTimeout: '6 seconds',
    retry: { initialInterval: '2 seconds', backoffCoefficient: 2, maximumAttempts: 3 },
  });

/** Reading a whole list and forecasting it takes a minute or so where the list is long. */
export const looking = () =>
  proxyActivities<Pick<Activities, 'preflight'>>({
    taskQueue: queue(TASK_QUEUES.io),
    startToCloseTimeout: '10 minutes',
    heartbeatTimeout: '6 seconds',
    retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumAttempts: 3 },
  });
