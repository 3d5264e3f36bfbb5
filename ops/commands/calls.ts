import { outcomeSchema } from '../../contracts/call.ts';
import {
  type BulkResult,
  type CallOperation,
  missingSchema,
  type OneResult,
} from '../../contracts/http/admin.ts';
import type { AdminApi } from './admin-api.ts';
import { UsageError } from './errors.ts';
import { type Context, type OpsCommand, type Options, textOf } from './ops-command.ts';
import { table } from './table.ts';

/** The options that say which calls; all of them must fit. */
export const FILTERS =
  '--campaign C, --outcome O, --since ISO, --until ISO, --missing transcript|recording|end';

const PAGE = 200;
const MOST = 1000;
/** More lines than that scroll away unread; `--json` has them all. */
const SHOWN = 40;

interface Bulk {
  action: CallOperation;
  query: Record<string, string | undefined>;
  limit: number;
}

type Totals = Pick<BulkResult, 'counts' | 'results'> & { more: boolean };

function bulk(word: string, action: CallOperation, does: string): OpsCommand {
  return {
    words: `calls ${word}`,
    takes: [],
    options: {
      campaign: { type: 'string' },
      outcome: { type: 'string' },
      since: { type: 'string' },
      until: { type: 'string' },
      missing: { type: 'string' },
      limit: { type: 'string' },
      'dry-run': { type: 'boolean' },
      yes: { type: 'boolean' },
    },
    usage: '[FILTER …] [--limit N] [--dry-run] [--yes]',
    does: `${does}, for all that fit`,
    run: (context, _args, options) => operate(context, readBulk(action, options), options),
  };
}

function readBulk(action: CallOperation, options: Options): Bulk {
  const limit = Number(textOf(options, 'limit') ?? MOST);
  if (!Number.isInteger(limit) || limit < 1)
    throw new UsageError('--limit must be a whole number from 1 on.');
  return {
    action,
    limit,
    query: {
      campaignId: textOf(options, 'campaign'),
      outcome: oneOf('outcome', outcomeSchema.options, options),
      missing: oneOf('missing', missingSchema.options, options),
      since: moment('since', options),
      until: moment('until', options),
    },
  };
}

function oneOf(name: string, words: readonly string[], options: Options): string | undefined {
  const word = textOf(options, name);
  if (word === undefined || words.includes(word)) return word;
  throw new UsageError(`--${name} is one of ${words.join(', ')}, not "${word}".`);
}

/** A moment as people write it in ISO 8601, also without hours or zone, as the API takes it. */
export function moment(name: string, options: Options): string | undefined {
  const text = textOf(options, name);
  if (text === undefined) return undefined;
  const ms = Date.parse(text);
  if (/^\d{4}-\d\d-\d\d/.test(text) && Number.isFinite(ms)) return new Date(ms).toISOString();
  throw new UsageError(
    `--${name} must be a moment such as 2026-11-21 or 2026-11-21T09:00:00Z, not "${text}".`,
  );
}

/** Says first what would be done; does it when told `--yes`, or when the person who sits there says so. */
async function operate(context: Context, wish: Bulk, options: Options): Promise<number> {
  const api = await context.api();
  if (!options.yes || options['dry-run']) {
    const tried = await all(api, wish, true);
    if (options['dry-run']) return report(context, wish.action, tried);
    if (!context.terminal.isInteractive || context.json) {
      throw new UsageError(
        `${wish.action} makes sense for ${tried.counts.would} calls. --yes does it, --dry-run lists them.`,
      );
    }
    if (tried.counts.would === 0) return report(context, wish.action, tried);
    if (!(await context.terminal.confirm(`${wish.action} for ${tried.counts.would} calls?`))) return 1;
  }
  return report(context, wish.action, await all(api, wish, false));
}

/** Asks page by page, up to the limit. */
async function all(api: AdminApi, { action, query, limit }: Bulk, dryRun: boolean): Promise<Totals> {
  const totals: Totals = { counts: { done: 0, would: 0, refused: 0, failed: 0 }, results: [], more: false };
  let cursor: string | undefined;
  do {
    const most = Math.min(PAGE, limit - totals.results.length);
    const page = await api.post<BulkResult>('calls/bulk', { action, query, dryRun, limit: most, cursor });
    totals.results.push(...page.results);
    for (const { result } of page.results) totals.counts[result] += 1;
    cursor = page.nextCursor ?? undefined;
  } while (cursor && totals.results.length < limit);
  return { ...totals, more: cursor !== undefined };
}

function report({ terminal, json }: Context, action: string, totals: Totals): number {
  const { counts, results, more } = totals;
  if (json) terminal.out(JSON.stringify({ action, ...totals }));
  else {
    for (const line of resultLines(results)) terminal.out(line);
    terminal.out(`${action}: ${countsText(counts)}${more ? '; there are more, raise --limit' : ''}`);
  }
  return counts.failed > 0 ? 1 : 0;
}

/** Results as rows, the first of many. */
export function resultLines(results: OneResult[]): string[] {
  if (results.length === 0) return [];
  const lines = table(results.slice(0, SHOWN), [
    ['id', ({ id }) => id],
    ['result', ({ result }) => result],
    ['', ({ message }) => message],
  ]);
  return results.length > SHOWN
    ? [...lines, `… and ${results.length - SHOWN} more; --json lists all`]
    : lines;
}

/** `3 done, 1 refused`, or `nothing to do`. */
export function countsText(counts: BulkResult['counts']): string {
  const words = { done: 'done', would: 'would be done', refused: 'refused', failed: 'failed' } as const;
  const parts = Object.entries(counts).filter(([, count]) => count > 0);
  if (parts.length === 0) return 'nothing to do';
  return parts.map(([result, count]) => `${count} ${words[result as keyof typeof words]}`).join(', ');
}

export const CALLS: OpsCommand[] = [
  bulk('retry', 'retry', 'has contacts called again'),
  bulk('reconcile', 'reconcile', 'asks Twilio how calls ended'),
  bulk('refetch', 'refetch', 'fetches what is missing of calls'),
  bulk('hangup', 'hang-up', 'ends calls'),
];
