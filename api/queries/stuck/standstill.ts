import type { WorkflowExecutionDescription } from '@temporalio/client';
import { pendingActivities } from '../workflow-standing.ts';

/** A campaign that runs with no call up. */
export interface Standstill {
  /** Since when the first contact is due; undefined when nobody waits, so that it should have completed. */
  dueSince: Date | undefined;
  freeLines: number;
}

export interface Why {
  what: string;
  help: string[];
  /** Whether a wake-up may be all that it lacks. */
  canWake: boolean;
}

/** A workflow without contacts takes this long to notice and to end. */
const COMPLETES_WITHIN_MS = 6 * 60_000;

/** Why a campaign does not move, by what its workflow waits for; undefined where it is on its way. */
export function whyStandingStill(
  { dueSince, freeLines }: Standstill,
  described: WorkflowExecutionDescription,
): Why | undefined {
  const [pending] = pendingActivities(described);
  if (pending?.lastFailure) {
    return {
      what: `its activity ${pending.type} fails (try ${pending.attempt}): ${pending.lastFailure}`,
      help: ['Mend what it complains of; it is tried again by itself.'],
      canWake: false,
    };
  }
  if (described.raw.pendingWorkflowTask || pending?.state === 'scheduled') {
    return {
      what: 'no worker takes up its work.',
      help: [
        'Start a worker, or see in its log why it does not work; ops monitor shows who asks the queues.',
      ],
      canWake: false,
    };
  }
  if (dueSince && freeLines === 0) {
    return {
      what: 'all lines are used by other calls.',
      help: ['Wait for them, or raise TWILIO_MAX_CALLS; ops monitor shows who uses the lines.'],
      canWake: false,
    };
  }
  return asleep(dueSince, described);
}

function asleep(dueSince: Date | undefined, { startTime }: WorkflowExecutionDescription): Why | undefined {
  if (dueSince) {
    return {
      what: `contacts have been due since ${dueSince.toISOString()} and it sleeps.`,
      help: ['stuck --repair wakes it.'],
      canWake: true,
    };
  }
  if (Date.now() - startTime.getTime() < COMPLETES_WITHIN_MS) return undefined;
  return { what: 'nobody waits and no call is up.', help: ['stuck --repair wakes it.'], canWake: true };
}
