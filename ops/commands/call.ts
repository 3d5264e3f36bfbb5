import { terminatedBySchema } from '../../contracts/call.ts';
import type { CallDossier, OperationResult } from '../../contracts/http/admin.ts';
import { UsageError } from './errors.ts';
import { type Context, type OpsCommand, type Options, textOf } from './ops-command.ts';
import { showCall } from './show-call.ts';

const show: OpsCommand = {
  words: 'call show',
  takes: ['ID'],
  options: {},
  usage: '',
  does: 'everything that is known of a call',
  async run({ api, terminal, json }, [id = '']) {
    const dossier = await (await api()).get<CallDossier>(`calls/${encodeURIComponent(id)}`);
    for (const line of json ? [JSON.stringify(dossier)] : showCall(dossier)) terminal.out(line);
    return 0;
  },
};

function operation(word: string, path: string, does: string): OpsCommand {
  return {
    words: `call ${word}`,
    takes: ['ID'],
    options: {},
    usage: '',
    does,
    run: (context, [id = '']) => tell(context, `calls/${encodeURIComponent(id)}/${path}`, {}),
  };
}

const terminatedBy: OpsCommand = {
  words: 'call terminated-by',
  takes: ['ID', 'WHO'],
  options: { reason: { type: 'string' } },
  usage: '--reason TEXT',
  does: `corrects who ended a call: ${terminatedBySchema.options.join(', ')}`,
  run(context, [id = '', who = ''], options: Options) {
    const parsed = terminatedBySchema.safeParse(who);
    if (!parsed.success)
      throw new UsageError(`WHO is one of ${terminatedBySchema.options.join(', ')}, not "${who}".`);
    const reason = textOf(options, 'reason');
    if (!reason) throw new UsageError('--reason must say how you know; it goes into the audit log.');
    return tell(context, `calls/${encodeURIComponent(id)}/terminated-by`, {
      terminatedBy: parsed.data,
      reason,
    });
  },
};

/** Asks for one thing to be done, and says what was. */
export async function tell({ api, terminal, json }: Context, path: string, body: object): Promise<number> {
  const result = await (await api()).post<OperationResult>(path, body);
  terminal.out(json ? JSON.stringify(result) : result.message);
  return 0;
}

export const CALL: OpsCommand[] = [
  show,
  operation('retry', 'retry', 'has the contact called again now, by the same campaign'),
  operation('reconcile', 'reconcile', 'asks Twilio how a call ended whose record does not say'),
  operation('refetch', 'refetch', 'fetches the transcript and the recording that are missing'),
  operation('hangup', 'hang-up', 'ends a call'),
  terminatedBy,
];
