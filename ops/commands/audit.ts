import type { AuditView } from '../../contracts/http/admin.ts';
import type { Page } from '../../contracts/http/envelope.ts';
import { moment } from './calls.ts';
import { UsageError } from './errors.ts';
import { type OpsCommand, textOf } from './ops-command.ts';
import { clock, table } from './table.ts';

const PAGE = 200;

export const AUDIT: OpsCommand = {
  words: 'audit',
  takes: [],
  options: {
    since: { type: 'string' },
    action: { type: 'string' },
    target: { type: 'string' },
    limit: { type: 'string' },
  },
  usage: '[--since ISO] [--action A] [--target ID] [--limit N]',
  does: 'who did what, newest first; 50 unless told',
  async run({ api, terminal, json }, _args, options) {
    const limit = Number(textOf(options, 'limit') ?? 50);
    if (!Number.isInteger(limit) || limit < 1)
      throw new UsageError('--limit must be a whole number from 1 on.');
    const query = {
      since: moment('since', options),
      action: textOf(options, 'action'),
      target: textOf(options, 'target'),
    };
    const client = await api();
    const entries: AuditView[] = [];
    let cursor: string | undefined;
    do {
      const most = String(Math.min(PAGE, limit - entries.length));
      const page = await client.get<Page<AuditView>>('audit', { ...query, limit: most, cursor });
      entries.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor && entries.length < limit);
    for (const line of json ? [JSON.stringify(entries)] : auditLines(entries)) terminal.out(line);
    return 0;
  },
};

function auditLines(entries: AuditView[]): string[] {
  if (entries.length === 0) return ['Nothing was done.'];
  return table(entries, [
    ['at', ({ at }) => clock(at)],
    ['by', ({ by }) => by.name],
    ['action', ({ action }) => action],
    ['state', ({ state }) => state],
    ['about', ({ targets }) => about(targets)],
    ['', ({ error }) => error?.message ?? ''],
  ]);
}

function about(targets: string[]): string {
  const [first = ''] = targets;
  return targets.length > 1 ? `${first} and ${targets.length - 1} more` : first;
}
