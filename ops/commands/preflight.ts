import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { PlanCheck, Preflight, PreflightBody, PreflightResult } from '../../contracts/http/preflight.ts';
import { moment } from './calls.ts';
import { CommandError, UsageError } from './errors.ts';
import { type Context, type OpsCommand, type Options, textOf } from './ops-command.ts';
import { clock, facts, table } from './table.ts';

export const PREFLIGHT: OpsCommand = {
  words: 'preflight',
  takes: ['CAMPAIGN'],
  options: { at: { type: 'string' }, seed: { type: 'string' } },
  usage: '[--at ISO] [--seed N]',
  does: 'what a campaign would come to if it ran now: zones, rules, missing variables, finish, cost; calls nobody',
  async run(context, [id = ''], options) {
    const result = await ask(context, id, bodyOf(options));
    for (const line of context.json ? [JSON.stringify(result)] : preflightLines(result)) {
      context.terminal.out(line);
    }
    return 0;
  },
};

export const FORECAST: OpsCommand = {
  words: 'forecast',
  takes: ['CAMPAIGN'],
  options: { other: { type: 'string' }, at: { type: 'string' }, seed: { type: 'string' } },
  usage: '--other FILE|JSON [--at ISO] [--seed N]',
  does: 'the campaign as it is beside other settings, such as {"lines":20}: finish, people reached, cost, skipped',
  async run(context, [id = ''], options) {
    const named = textOf(options, 'other');
    if (named === undefined) throw new UsageError('--other is needed: the settings to hold against its own.');
    const result = await ask(context, id, { ...bodyOf(options), other: await settingsIn(named) });
    for (const line of context.json ? [JSON.stringify(result)] : forecastLines(result)) {
      context.terminal.out(line);
    }
    return 0;
  },
};

async function ask({ api }: Context, id: string, body: PreflightBody): Promise<Preflight> {
  const client = await api();
  const path = `/api/campaigns/${encodeURIComponent(id)}`;
  let answer = await client.ask<PreflightResult>('POST', `${path}/preflight`, body);
  while (answer.state === 'working') {
    answer = await client.ask<PreflightResult>('GET', `${path}/preflights/${answer.id}`);
  }
  return answer.result;
}

function bodyOf(options: Options): PreflightBody {
  const at = moment('at', options);
  const seed = textOf(options, 'seed');
  if (seed !== undefined && !/^\d{1,6}$/.test(seed)) throw new UsageError('--seed takes a whole number.');
  return { ...(at === undefined ? {} : { at }), ...(seed === undefined ? {} : { seed: Number(seed) }) };
}

async function settingsIn(named: string): Promise<Record<string, unknown>> {
  const text = existsSync(named) ? await readFile(named, 'utf8') : named;
  try {
    const settings: unknown = JSON.parse(text);
    if (typeof settings === 'object' && settings !== null) return settings as Record<string, unknown>;
  } catch {}
  throw new CommandError('--other takes settings as JSON, such as {"lines":20}, or a file of them.');
}

function preflightLines({ plan, ...list }: Preflight): string[] {
  const { forecast } = plan;
  return [
    ...facts([
      ['contacts that wait', list.waiting],
      ['to be called at once', plan.callable],
      ['later', plan.later],
      ['not at all', plan.never],
      ['doubled in imports', list.doubled],
      ['invalid in imports', list.invalid],
      ['number known not to exist', list.deadNumbers],
      ['wait elsewhere as well', list.elsewhere],
      ['finish, at the earliest', clock(forecast.finish.earliest)],
      ['finish, likely', clock(forecast.finish.likely)],
      ['finish, at the latest', clock(forecast.finish.latest)],
      ['calls', forecast.calls],
      ['people reached', forecast.reached],
      ['cost', forecast.cost],
      ['stops before the end', forecast.stopped],
      ['drawn from', drawnFrom(list)],
    ]),
    ...section('zones', plan.zones, [
      ['zone', ({ zones }) => zones.join(' or ') || 'unknown'],
      ['contacts', ({ contacts }) => contacts],
    ]),
    ...rules('wait', plan.waits),
    ...rules('are not called', plan.blocks),
    ...section('missing variables', plan.missing, [
      ['agent', ({ agentId }) => agentId],
      ['variable', ({ variable }) => variable],
      ['contacts', ({ contacts }) => contacts],
    ]),
    ...plan.unknownAgents.map(
      (agent) => `  What agent ${agent} needs is not known: ElevenLabs does not say.`,
    ),
  ];
}

function drawnFrom({ basis, sampled, waiting }: Pick<Preflight, 'basis' | 'sampled' | 'waiting'>): string {
  const calls =
    basis.kind === 'assumed'
      ? 'assumptions, there are no calls yet'
      : `${basis.calls} calls of ${basis.kind}`;
  return sampled < waiting ? `${calls}; by ${sampled} of the contacts` : calls;
}

function forecastLines({ plan, other, ...list }: Preflight): string[] {
  if (!other) return [];
  const row = (name: string, of: (check: PlanCheck) => string | number | null) => {
    return { name, plan: of(plan), other: of(other) };
  };
  const rulesOf = (check: PlanCheck) =>
    check.forecast.skipped.map(({ rule, contacts }) => `${rule} ${contacts}`).join(', ') || 'none';
  const rows = [
    row('finish, at the earliest', ({ forecast }) => clock(forecast.finish.earliest)),
    row('finish, likely', ({ forecast }) => clock(forecast.finish.likely)),
    row('finish, at the latest', ({ forecast }) => clock(forecast.finish.latest)),
    row('calls', ({ forecast }) => forecast.calls),
    row('people reached', ({ forecast }) => forecast.reached),
    row('still waiting then', ({ forecast }) => forecast.left),
    row('cost', ({ forecast }) => forecast.cost),
    row('skipped by rule', rulesOf),
    row('stops because', ({ forecast }) => forecast.stopped),
  ];
  return [
    ...table(rows, [
      ['', ({ name }) => name],
      ['as it is', (line) => line.plan],
      ['other', (line) => line.other],
    ]),
    '',
    `Drawn from ${drawnFrom(list)}.`,
  ];
}

function rules(title: string, list: PlanCheck['waits']): string[] {
  return section(title, list, [
    ['rule', ({ rule }) => rule],
    ['contacts', ({ contacts }) => contacts],
    ['such as', ({ text }) => text],
  ]);
}

function section<T>(title: string, rows: T[], columns: Parameters<typeof table<T>>[1]): string[] {
  return rows.length === 0 ? [] : ['', `${title}:`, ...table(rows, columns)];
}
