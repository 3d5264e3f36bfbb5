import type { Finding, RepairResult, StuckReport } from '../../contracts/http/admin.ts';
import { moment } from './calls.ts';
import type { Context, OpsCommand } from './ops-command.ts';
import { clock, table } from './table.ts';

export const STUCK: OpsCommand = {
  words: 'stuck',
  takes: [],
  options: { repair: { type: 'boolean' }, 'dry-run': { type: 'boolean' }, since: { type: 'string' } },
  usage: '[--repair] [--dry-run] [--since ISO]',
  does: 'finds what does not go on, and says why; with --repair does what is safe about it',
  async run(context, _args, options) {
    const since = moment('since', options);
    if (options.repair) return repair(context, { dryRun: options['dry-run'] === true, since });
    const { terminal, json } = context;
    const report = await (await context.api()).get<StuckReport>('stuck', { since });
    for (const line of json ? [JSON.stringify(report)] : reportLines(report)) terminal.out(line);
    return report.findings.length > 0 ? 1 : 0;
  },
};

async function repair({ api, terminal, json }: Context, body: object): Promise<number> {
  const result = await (await api()).post<RepairResult>('stuck/repair', body);
  if (json) terminal.out(JSON.stringify(result));
  else for (const line of repairLines(result)) terminal.out(line);
  return result.left > 0 || result.results.some((one) => one.result === 'failed') ? 1 : 0;
}

/** Findings one below the other: what, why, and what would help. */
export function reportLines({ findings, truncated }: StuckReport): string[] {
  if (findings.length === 0) return ['Nothing is stuck.'];
  const repairable = findings.filter((finding) => finding.repair !== null).length;
  return [
    ...findings.flatMap(findingLines),
    `${findings.length} found${truncated ? ', and there are more' : ''}; stuck --repair does something about ${repairable}.`,
  ];
}

function findingLines({ kind, id, since, explanation, help }: Finding): string[] {
  const head = `${kind.replaceAll('_', ' ')}  ${id}${since ? `  since ${clock(since)}` : ''}`;
  return [head, `  ${explanation}`, ...help.map((line) => `  → ${line}`), ''];
}

function repairLines({ dryRun, results, left }: RepairResult): string[] {
  const lines = table(results, [
    ['what', ({ kind }) => kind.replaceAll('_', ' ')],
    ['id', ({ id }) => id],
    ['result', ({ result }) => result],
    ['', ({ message }) => message],
  ]);
  const rest = left > 0 ? `${left} wait for a decision: stuck shows them.` : '';
  if (results.length === 0) return [rest || 'Nothing is stuck.'];
  return [...lines, ...(dryRun ? ['Nothing was done: this was a dry run.'] : []), ...(rest ? [rest] : [])];
}
