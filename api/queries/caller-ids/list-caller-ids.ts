import type { z } from 'zod';
import type { AnswerRate, CallerIdView, callerIdsQuerySchema } from '../../../contracts/http/caller-ids.ts';
import type { Page } from '../../../contracts/http/envelope.ts';
import { type CallerIdDoc, CallerIds } from '../../../platform/models/caller-id.ts';
import type { ApiDeps } from '../../deps.ts';
import { pageOf } from '../page.ts';
import { countCalls, type Spans } from './count-calls.ts';
import { type Counts, driftOf, looksFlagged, minus } from './drift.ts';

const NONE: Counts = { calls: 0, answered: 0 };
const NEVER: Spans = { day: NONE, week: NONE, fourWeeks: NONE };

/** Numbers of ours with the rates at which people answer them. */
export async function listCallerIds(
  { env }: Pick<ApiDeps, 'env'>,
  { cursor = '', limit }: z.output<typeof callerIdsQuerySchema>,
): Promise<Page<CallerIdView>> {
  const kinds = await kindsOf(env.TWILIO_PHONE_NUMBER);
  const numbers = [...kinds.keys()].sort();
  const spans = await countCalls(numbers, Date.now());
  const week = [...spans.values()].reduce((sum, one) => plus(sum, one.week), NONE);
  const after = numbers.filter((number) => number > cursor).slice(0, limit + 1);
  const { items, nextCursor } = pageOf(after, limit, (number) => number);
  const views = items.map((number) =>
    viewOf(number, kinds.get(number) ?? null, spans.get(number) ?? NEVER, week),
  );
  return { items: views, nextCursor };
}

/** All numbers that campaigns name, and the installation's own. They are few: an account has hundreds. */
async function kindsOf(own: string): Promise<Map<string, CallerIdDoc['kind'] | null>> {
  const known = await CallerIds.find().lean<CallerIdDoc[]>();
  return new Map([[own, null], ...known.map(({ _id, kind }) => [_id, kind] as const)]);
}

function viewOf(number: string, kind: CallerIdView['kind'], spans: Spans, weekOfAll: Counts): CallerIdView {
  const { day, week, fourWeeks } = spans;
  const past = driftOf(week, minus(fourWeeks, week));
  const others = driftOf(week, minus(weekOfAll, week));
  return {
    number,
    kind,
    day: rateOf(day),
    week: rateOf(week),
    fourWeeks: rateOf(fourWeeks),
    againstOwnPast: past ?? null,
    againstOthers: others ?? null,
    looksFlagged: looksFlagged(week, past, others),
  };
}

function rateOf({ calls, answered }: Counts): AnswerRate {
  return { calls, answered, rate: calls === 0 ? null : answered / calls };
}

function plus(one: Counts, other: Counts): Counts {
  return { calls: one.calls + other.calls, answered: one.answered + other.answered };
}
