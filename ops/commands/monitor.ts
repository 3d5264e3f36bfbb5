import { setTimeout as delay } from 'node:timers/promises';
import type { Monitor } from '../../contracts/http/admin.ts';
import type { OpsCommand } from './ops-command.ts';
import { clock, duration, facts, table } from './table.ts';

const LOOK_EVERY_MS = 2000;

export const MONITOR: OpsCommand = {
  words: 'monitor',
  takes: [],
  options: { watch: { type: 'boolean' } },
  usage: '[--watch]',
  does: 'how it goes now: calls up, lines, outcomes, queues',
  async run({ api, terminal, json, signal }, _args, { watch }) {
    const client = await api();
    do {
      const monitor = await client.get<Monitor>('monitor');
      if (json) terminal.out(JSON.stringify(monitor));
      else if (watch && terminal.isInteractive) terminal.redraw(monitorLines(monitor));
      else for (const line of monitorLines(monitor)) terminal.out(line);
      if (watch) await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    } while (watch && !signal.aborted);
    return 0;
  },
};

export function monitorLines(monitor: Monitor): string[] {
  const { callsUp, lines, outcomesLastHour, oldestUp, campaigns, queues } = monitor;
  const counts = (of: Partial<Record<string, number>>) =>
    Object.entries(of)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ') || 'none';
  return [
    `Outdial at ${clock(monitor.at)}`,
    ...monitor.notices,
    ...facts([
      ['calls up', callsUp.total],
      ['lines', `${lines.used} of ${lines.total} used`],
      ['started in the last minute', monitor.startsLastMinute],
      ['ended in the last hour', counts(outcomesLastHour)],
      ['oldest call up', oldestUp && `${oldestUp.id}, for ${duration(oldestUp.seconds)}`],
      ['campaigns', counts(campaigns)],
    ]),
    ...below(
      table(callsUp.byCampaign, [
        ['campaign', ({ id }) => id],
        ['up', ({ up }) => up],
        ['lines', ({ lines: most }) => most],
        ['', ({ name }) => name],
      ]),
      callsUp.byCampaign.length,
    ),
    ...(queues
      ? below(
          table(queues, [
            ['queue', ({ name }) => name],
            ['of', ({ kind }) => kind],
            ['waiting', ({ backlog }) => backlog],
            ['workers', ({ pollers }) => pollers],
          ]),
          queues.length,
        )
      : ['', 'Temporal does not say how its queues stand.']),
  ];
}

function below(lines: string[], rows: number): string[] {
  return rows === 0 ? [] : ['', ...lines];
}
