import { toast } from 'sonner';
import type { CampaignAction } from '../../../../../contracts/campaign.ts';
import type { ActionResult } from '../../../../../contracts/http/campaigns.ts';
import { UNDO_MS } from '../../../config/timing.ts';
import { messageOf } from '../../../lib/api-error.ts';
import { plural } from '../../../lib/format.ts';
import { type CampaignCommand, useActOnCampaign } from '../api/act-on-campaign.ts';

/** What the manager is told once the campaign obeyed. */
function sayDone(
  name: string,
  command: CampaignCommand,
  { callsUp }: ActionResult,
): { title: string; detail: string } {
  const up = plural(callsUp, 'call');
  switch (command.action) {
    case 'start':
      return { title: `${name} has started`, detail: 'Calls go out as lines become free.' };
    case 'resume':
      return { title: `${name} goes on`, detail: 'Calls go out as lines become free.' };
    case 'pause':
      return {
        title: `${name} is paused`,
        detail: callsUp === 0 ? 'No call is up.' : `${up} still up; they finish by themselves.`,
      };
    case 'stop': {
      if (callsUp === 0) return { title: `${name} is stopped`, detail: 'No call was up.' };
      const fate = command.hangUp ? 'being hung up' : 'still up; they finish by themselves';
      return { title: `${name} is stopped`, detail: `${up} ${fate}.` };
    }
  }
}

/** Actions on one campaign, with what they answer shown as a message; a pause can be undone from it. */
export function useCampaignCommands(campaign: { id: string; name: string }) {
  const { mutate, isPending, variables } = useActOnCampaign(campaign.id);

  function run(command: CampaignCommand, onDone?: () => void): void {
    mutate(command, {
      onSuccess: (result) => {
        const { title, detail } = sayDone(campaign.name, command, result);
        const undo = { label: 'Undo', onClick: () => run({ action: 'resume' }) };
        const offer = command.action === 'pause' ? { action: undo, duration: UNDO_MS } : {};
        toast.success(title, { description: detail, ...offer });
        onDone?.();
      },
      onError: (error) => toast.error(`${campaign.name}: ${messageOf(error)}`),
    });
  }

  const pending: CampaignAction | undefined = isPending ? variables?.action : undefined;
  return { run, pending };
}
