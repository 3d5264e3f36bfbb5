import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { DecideAgainResult } from '../../contracts/http/rules.ts';
import { moment } from './calls.ts';
import { CommandError, UsageError } from './errors.ts';
import { type OpsCommand, textOf } from './ops-command.ts';
import { table } from './table.ts';

type Changed = DecideAgainResult['changed'];

export const DECIDE_AGAIN: OpsCommand = {
  words: 'decide-again',
  takes: [],
  options: { pack: { type: 'string' }, since: { type: 'string' } },
  usage: '--pack FILE|ID[@VERSION] --since ISO',
  does: 'which calls another rule pack would have blocked or put off; changes nothing',
  async run({ api, terminal, json }, _args, options) {
    const named = textOf(options, 'pack');
    const since = moment('since', options);
    if (named === undefined || since === undefined) throw new UsageError('--pack and --since are needed.');
    const pack = existsSync(named) ? await packIn(named) : named;
    const client = await api();
    const sum = { looked: 0, unknown: 0, changed: [] as Changed };
    let cursor: string | undefined;
    do {
      const page = await client.post<DecideAgainResult>('decide-again', { pack, since, cursor });
      sum.looked += page.looked;
      sum.unknown += page.unknown;
      sum.changed.push(...page.changed);
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    for (const line of json ? [JSON.stringify(sum)] : linesOf(sum)) terminal.out(line);
    return 0;
  },
};

async function packIn(file: string): Promise<object> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    throw new CommandError(`${file} cannot be read as JSON; a rule pack is one object, see docs/gate.md.`);
  }
}

function linesOf({
  looked,
  unknown,
  changed,
}: {
  looked: number;
  unknown: number;
  changed: Changed;
}): string[] {
  const told = `${looked} calls were looked at; ${changed.length} would not have been made then.`;
  const silent =
    unknown > 0 ? [`${unknown} of them are older than kept verdicts, and nothing can be said.`] : [];
  if (changed.length === 0) return [told, ...silent];
  return [
    told,
    ...silent,
    '',
    ...table(countsOf(changed), [
      ['rule', ({ rule }) => rule],
      ['calls', ({ calls }) => calls],
    ]),
    '',
    ...table(changed, [
      ['call', ({ id }) => id],
      ['', ({ decision }) => decision],
      ['rules', ({ rules }) => rules.join(', ')],
    ]),
  ];
}

/** How many calls each rule speaks against, the most frequent first. */
function countsOf(changed: Changed): { rule: string; calls: number }[] {
  const counts = new Map<string, number>();
  for (const rule of changed.flatMap(({ rules }) => [...new Set(rules)])) {
    counts.set(rule, (counts.get(rule) ?? 0) + 1);
  }
  return [...counts].map(([rule, calls]) => ({ rule, calls })).sort((one, other) => other.calls - one.calls);
}
