import { ScheduleNotFoundError } from '@temporalio/client';
import {
  type Finding,
  type Repair,
  type RepairResult,
  repairBodySchema,
} from '../../../contracts/http/admin.ts';
import { callWorkflowId } from '../../../contracts/ids.ts';
import { Calls } from '../../../platform/models/call.ts';
import { Contacts } from '../../../platform/models/contact.ts';
import { type EnrolmentDoc, Enrolments } from '../../../platform/models/enrolment.ts';
import { queueName } from '../../../platform/temporal.ts';
import { ApiError } from '../../api-error.ts';
import { askTemporal } from '../../ask-temporal.ts';
import type { ApiDeps } from '../../deps.ts';
import { inParallel } from '../../in-parallel.ts';
import { findStuck } from '../../queries/stuck.ts';
import { isRunning } from '../../queries/workflow-standing.ts';
import { startMend } from '../../webhooks/late.ts';
import { wakeCampaign } from '../campaign-workflow.ts';
import type { Command } from '../command.ts';
import { resultOf } from './results.ts';
import { releaseClaim } from './stop-campaign.ts';

const ASK_WITHIN_MS = 5000;
const AT_ONCE = 8;

type Mendable = Finding & { repair: Repair };
/** One run of the sweep settles all that it can, so a repair starts it once. */
type Repairs = Record<Repair, (finding: Finding) => Promise<string>>;

/** Looks for what is stuck and does what is safe about it. What needs a decision is left, and counted. */
export const repairStuck: Command<typeof repairBodySchema, RepairResult> = {
  name: 'repair_stuck',
  input: repairBodySchema,
  async run(deps, { dryRun, since }) {
    const { findings } = await findStuck(deps, since);
    const mendable = findings.filter((finding): finding is Mendable => finding.repair !== null);
    const repairs = repairsWith(deps);
    const results = await inParallel(mendable, AT_ONCE, async (finding) => {
      const work = () => (dryRun ? wouldDo(finding.repair) : repairs[finding.repair](finding));
      return { kind: finding.kind, ...(await resultOf(deps, finding.id, dryRun, work)) };
    });
    return { dryRun, results, left: findings.length - mendable.length };
  },
};

const DOES: Record<Repair, string> = {
  mend: 'Its record is being completed.',
  sweep: 'The sweep settles it.',
  free_person: 'The contact can be called again.',
  release_claim: 'The contact is let go; the sweep gives the line back.',
  wake: 'The campaign looks again now.',
};

async function wouldDo(repair: Repair): Promise<string> {
  return DOES[repair];
}

function repairsWith(deps: ApiDeps): Repairs {
  let swept: Promise<void> | undefined;
  return {
    async mend({ callId }) {
      if (callId) await startMend(deps, callId, ASK_WITHIN_MS);
      return DOES.mend;
    },
    async sweep() {
      swept ??= startSweep(deps);
      await swept;
      return DOES.sweep;
    },
    free_person: (finding) => freePerson(deps, finding),
    release_claim: (finding) => release(deps, finding),
    async wake({ campaignId }) {
      if (campaignId) await wakeCampaign(deps, campaignId);
      return DOES.wake;
    },
  };
}

async function startSweep({ temporal, env }: ApiDeps): Promise<void> {
  const schedule = temporal.schedule.getHandle(queueName(env, 'sweep'));
  try {
    await askTemporal(temporal, ASK_WITHIN_MS, () => schedule.trigger());
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
    throw new ApiError('unavailable', 'The sweep has no schedule yet: a worker makes it when it starts.');
  }
}

/** A call that is over and closed can dial no more, so whom it holds may be let go. */
async function freePerson(deps: ApiDeps, { id, callId }: Finding): Promise<string> {
  if (!callId) return DOES.free_person;
  const isOver = await Calls.exists({ _id: callId, phase: 'ended', intent: 'closed' });
  if (!isOver || (await isRunning(deps, callWorkflowId(callId)))) {
    throw new ApiError('not_allowed_now', 'The call that holds the contact goes on after all.');
  }
  await Contacts.updateOne({ _id: id, liveCallId: callId }, { $set: { liveCallId: null } });
  return DOES.free_person;
}

async function release(deps: ApiDeps, { id }: Finding): Promise<string> {
  const enrolment = await Enrolments.findOne({ _id: id, state: 'claimed' }).lean<EnrolmentDoc | null>();
  if (enrolment && (await releaseClaim(deps, enrolment))) return DOES.release_claim;
  throw new ApiError('not_allowed_now', 'The contact has moved on by itself.');
}
