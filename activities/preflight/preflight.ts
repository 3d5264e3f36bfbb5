import { setImmediate } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/activity';
import type { CampaignSettings } from '../../contracts/campaign.ts';
import type { PlanCheck, Preflight } from '../../contracts/http/preflight.ts';
import type { PreflightInput } from '../../contracts/workflow-api.ts';
import { type CampaignDoc, Campaigns } from '../../platform/models/campaign.ts';
import { CampaignEvents } from '../../platform/models/campaign-event.ts';
import { phonesOf } from '../../platform/models/contact.ts';
import { Enrolments } from '../../platform/models/enrolment.ts';
import type { Listed } from '../../workflows/forecast/contact.ts';
import { forecast } from '../../workflows/forecast/forecast.ts';
import type { Terms } from '../../workflows/forecast/terms.ts';
import type { Dependencies } from '../dependencies.ts';
import { scheduleOf } from '../gate-facts.ts';
import { rulesInForce } from '../rules-in-force.ts';
import { readSpend } from '../spend.ts';
import { PlanCounts } from './check-plan.ts';
import { MissingVariables } from './missing-variables.ts';
import { type Past, readPastCalls } from './past-calls.ts';
import { type Waiting, waitingContacts } from './read-list.ts';
import { roomFor } from './room-for.ts';

/** More contacts than these are forecast by an even sample: five runs of them take seconds. */
const MOST_SIMULATED = 2_000;
/** Nobody else in the process waits longer. */
const AT_ONCE_MS = 5;

/** A plan, and what has been read for it so far. */
interface Plan {
  settings: CampaignSettings;
  counts: PlanCounts;
  people: Listed[];
  /** Of those drawn for the forecast: who is not called since the agent would lack a variable. */
  unable: number;
}

/**
 * What a campaign would come to from a moment on, by its own plan and, where one is given, by another: counts of all its
 * contacts, and a forecast. Reads, and changes nothing; the same decisions as when calls are made.
 */
export async function preflight(deps: Dependencies, input: PreflightInput): Promise<Preflight> {
  const campaign = await Campaigns.findById(input.campaignId).lean<CampaignDoc | null>();
  if (!campaign) throw ApplicationFailure.nonRetryable('There is no such campaign.', 'RecordMissing');
  const [rules, past, total] = await Promise.all([
    rulesInForce(deps.env),
    readPastCalls(deps.env, campaign),
    Enrolments.countDocuments({ campaignId: campaign._id, state: 'waiting' }),
  ]);
  const planOf = (settings: CampaignSettings): Plan => {
    const variables = new MissingVariables(deps, campaign, settings);
    return {
      settings,
      counts: new PlanCounts(campaign, settings, { rules, variables, at: input.at }),
      people: [],
      unable: 0,
    };
  };
  const own = planOf(campaign.settings);
  const other = input.other && planOf(input.other);
  const list = await readList(campaign._id, total, other ? [own, other] : [own]);
  const each = list.sampled === 0 ? 1 : list.waiting / list.sampled;
  const check = (plan: Plan) => checkPlan(deps, campaign, plan, { past, each, ...input });
  return {
    ...list,
    ...(await importsOf(campaign._id)),
    basis: past.basis,
    plan: await check(own),
    other: other ? await check(other) : null,
  };
}

type ListCounts = Pick<Preflight, 'waiting' | 'deadNumbers' | 'elsewhere' | 'sampled'>;

async function readList(campaignId: string, total: number, plans: Plan[]): Promise<ListCounts> {
  const breathe = breathing();
  const counts: ListCounts = { waiting: 0, deadNumbers: 0, elsewhere: 0, sampled: 0 };
  const wanted = Math.min(total, MOST_SIMULATED);
  for await (const page of waitingContacts(campaignId)) {
    for (const waiting of page) {
      const index = counts.waiting;
      const isDrawn = Math.floor(((index + 1) * wanted) / total) > Math.floor((index * wanted) / total);
      counts.waiting += 1;
      if (isDrawn) counts.sampled += 1;
      if (waiting.elsewhere) counts.elsewhere += 1;
      if (hasNoLivingNumber(waiting)) counts.deadNumbers += 1;
      for (const plan of plans) {
        const listed = await plan.counts.add(waiting);
        if (isDrawn && listed) plan.people.push(listed);
        else if (isDrawn) plan.unable += 1;
      }
      await breathe();
    }
  }
  return counts;
}

function hasNoLivingNumber({ contact, known }: Waiting): boolean {
  const dead = new Set(
    known.calls
      .filter(({ outcome }) => outcome === 'invalid_number')
      .map(({ phone = contact.phone }) => phone),
  );
  return phonesOf(contact).every((phone) => dead.has(phone));
}

interface Circumstances extends Omit<PreflightInput, 'other'> {
  past: Past;
  each: number;
}

async function checkPlan(
  deps: Dependencies,
  campaign: CampaignDoc,
  { settings, counts, people, unable }: Plan,
  { past, each, at, seed }: Circumstances,
): Promise<PlanCheck> {
  const room = await roomFor(deps.env, campaign, settings);
  const terms = await termsOf(deps, { ...campaign, settings }, room);
  const simulation = { people, terms, from: at, each, breathe: breathing() };
  const course = await forecast(simulation, past.calls, seed);
  const told = counts.told();
  const lacking = told.blocks.find(({ rule }) => rule === 'agent.variables');
  const contacts = Math.round(unable * each);
  return {
    ...told,
    room: { lines: room.lines, startsPerSecond: room.perSecond },
    forecast: {
      ...course,
      skipped: lacking ? [...course.skipped, { ...lacking, contacts }] : course.skipped,
    },
  };
}

async function termsOf(
  { env }: Dependencies,
  campaign: CampaignDoc,
  room: { lines: number; perSecond: number },
): Promise<Terms> {
  const { retry, pacing, budget, callerIds } = campaign.settings;
  const { inAll, today, perCall, currency } = await readSpend(env, campaign, 0);
  const cap = callerIds?.perNumberPerDay;
  return {
    ...room,
    retry,
    schedule: scheduleOf(campaign),
    rampUpMinutes: pacing?.rampUpMinutes,
    startedAt: campaign.startedAt?.getTime(),
    perDay: cap && cap * (callerIds?.numbers.length ?? 1),
    budget,
    currency,
    spent: { inAll: inAll.spent + inAll.reserved, today: today.spent + today.reserved },
    perCall: perCall > 0 ? perCall : undefined,
  };
}

async function importsOf(campaignId: string): Promise<Pick<Preflight, 'doubled' | 'invalid'>> {
  const imports = await CampaignEvents.find({ campaignId, kind: 'import' }).lean();
  const sum = (counts: (number | undefined)[]) => counts.reduce<number>((all, count = 0) => all + count, 0);
  return {
    doubled: sum(imports.map(({ doubled }) => doubled)),
    invalid: sum(imports.map(({ rejected }) => rejected)),
  };
}

/** Lets others of the process have their turn, as often as they are due one. */
function breathing(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < AT_ONCE_MS) return;
    await setImmediate();
    since = performance.now();
  };
}
