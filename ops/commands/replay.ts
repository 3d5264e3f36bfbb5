import { callWorkflowId, campaignWorkflowId, parseCallId } from '../../contracts/ids.ts';
import { type OpsCommand, textOf } from './ops-command.ts';

export const REPLAY: OpsCommand = {
  words: 'replay',
  takes: ['ID'],
  options: { run: { type: 'string' } },
  usage: '[--run RUN_ID]',
  does: "replays the history of a call, a campaign or any workflow against today's workflow code",
  async run({ variables, terminal, json }, [id = ''], options) {
    // Temporal's worker takes a second to load, which nothing else here needs.
    const { differenceOf, fetchHistory } = await import('./replay-history.ts');
    const workflowId = workflowIdOf(id);
    const history = await fetchHistory(variables, workflowId, textOf(options, 'run'));
    const events = history.events?.length ?? 0;
    const difference = await differenceOf(history, workflowId);
    const replays = difference === undefined;
    if (json) terminal.out(JSON.stringify({ workflowId, events, replays, difference }));
    else terminal.out(difference ?? `${workflowId} replays: ${events} events`);
    return replays ? 0 : 1;
  },
};

/** The workflow of a call or of a campaign by their own ids; anything else is taken as a workflow's id. */
export function workflowIdOf(id: string): string {
  if (parseCallId(id)) return callWorkflowId(id);
  return /^[0-9a-f]{24}$/.test(id) ? campaignWorkflowId(id) : id;
}
