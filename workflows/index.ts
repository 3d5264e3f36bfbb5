import { setWorkflowOptions, workflowInfo } from '@temporalio/workflow';
import { campaign } from './campaign.ts';

export { accounts } from './accounts.ts';
export { call } from './call.ts';
export { mend } from './mend.ts';
export { preflight } from './preflight.ts';
export { sweep } from './sweep.ts';
export { campaign };

/**
 * Where workers are versioned, what begins with a version ends with it, save a campaign: it outlives many versions, and
 * goes on with the current one from its next task. So it must replay with later code; the recorded histories see to that.
 * Where they are not, nothing may be said: a worker that is not versioned never completes a task that says it (SDK 1.24).
 * There the version of a task has no deployment's name.
 */
setWorkflowOptions(
  () =>
    workflowInfo().currentDeploymentVersion?.deploymentName ? { versioningBehavior: 'AUTO_UPGRADE' } : {},
  campaign,
);
