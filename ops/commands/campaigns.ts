import type { BulkResult } from '../../contracts/http/admin.ts';
import { tell } from './call.ts';
import { countsText, resultLines } from './calls.ts';
import { UsageError } from './errors.ts';
import { type Context, type OpsCommand, type Options, textOf } from './ops-command.ts';

const stop: OpsCommand = {
  words: 'campaign stop',
  takes: ['ID'],
  options: { 'hang-up': { type: 'boolean' } },
  usage: '[--hang-up]',
  does: 'stops a campaign for good, also where its workflow is gone',
  run: (context, [id = ''], options) =>
    tell(context, `campaigns/${encodeURIComponent(id)}/stop`, { hangUp: options['hang-up'] === true }),
};

const restart: OpsCommand = {
  words: 'campaign restart',
  takes: ['ID'],
  options: {},
  usage: '',
  does: 'goes on with a campaign whose workflow is gone',
  run: (context, [id = '']) => tell(context, `campaigns/${encodeURIComponent(id)}/restart`, {}),
};

const stopAll: OpsCommand = {
  words: 'stop-all',
  takes: [],
  options: { 'hang-up': { type: 'boolean' }, yes: { type: 'boolean' } },
  usage: '[--hang-up] --yes',
  does: 'stops every campaign for good; with --hang-up also ends their calls',
  async run(context, _args, options: Options) {
    await mustMeanIt(context, options);
    return campaigns(context, 'stop-all', { hangUp: options['hang-up'] === true });
  },
};

const pauseAll: OpsCommand = {
  words: 'pause-all',
  takes: [],
  options: { reason: { type: 'string' } },
  usage: '[--reason TEXT]',
  does: 'pauses every campaign that runs; calls that are up go on',
  run: (context, _args, options) => campaigns(context, 'pause-all', { reason: textOf(options, 'reason') }),
};

/** Stopped campaigns cannot be started again. */
async function mustMeanIt({ terminal, json }: Context, options: Options): Promise<void> {
  if (options.yes) return;
  const asked = terminal.isInteractive && !json;
  if (asked && (await terminal.confirm('Stop every campaign? They cannot be started again.'))) return;
  throw new UsageError('Nothing was stopped: stop-all needs --yes. pause-all can be undone.');
}

async function campaigns({ api, terminal, json }: Context, path: string, body: object): Promise<number> {
  const result = await (await api()).post<BulkResult>(path, body);
  if (json) terminal.out(JSON.stringify(result));
  else {
    for (const line of resultLines(result.results)) terminal.out(line);
    terminal.out(`${path}: ${countsText(result.counts)}`);
  }
  return result.counts.failed + result.counts.refused > 0 ? 1 : 0;
}

export const CAMPAIGNS: OpsCommand[] = [stop, restart, stopAll, pauseAll];
