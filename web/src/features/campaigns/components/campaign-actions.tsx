import { type LucideIcon, Pause, Play, Square } from 'lucide-react';
import { useState } from 'react';
import type { CampaignAction } from '../../../../../contracts/campaign.ts';
import type { CampaignView } from '../../../../../contracts/http/campaigns.ts';
import { Button } from '../../../components/ui/button.tsx';
import { useMayAct } from '../../../lib/use-me.ts';
import { StopDialog } from './stop-dialog.tsx';
import { useCampaignCommands } from './use-campaign-commands.ts';

const LOOKS: Record<
  CampaignAction,
  { label: string; Icon: LucideIcon; look: 'primary' | 'plain' | 'quiet' }
> = {
  start: { label: 'Start', Icon: Play, look: 'primary' },
  pause: { label: 'Pause', Icon: Pause, look: 'plain' },
  resume: { label: 'Resume', Icon: Play, look: 'primary' },
  stop: { label: 'Stop', Icon: Square, look: 'quiet' },
};

interface CampaignActionsProps {
  campaign: CampaignView;
  size?: 'sm' | 'md';
  /** Called once the campaign has obeyed. */
  onDone?: (action: CampaignAction) => void;
}

/** The buttons that the campaign's state allows. All act at once, but for stop, which cannot be undone. */
export function CampaignActions({ campaign, size = 'md', onDone }: CampaignActionsProps) {
  const { run, pending } = useCampaignCommands(campaign);
  const [stopping, setStopping] = useState(false);
  if (!useMayAct()) return null;
  function stopOnDone(): void {
    setStopping(false);
    onDone?.('stop');
  }
  return (
    <>
      {campaign.actions.map((action) => {
        const { label, Icon, look } = LOOKS[action];
        return (
          <Button
            key={action}
            size={size}
            look={look}
            busy={pending === action}
            aria-label={size === 'sm' ? `${label} ${campaign.name}` : undefined}
            onClick={() => (action === 'stop' ? setStopping(true) : run({ action }, () => onDone?.(action)))}
          >
            {pending !== action && <Icon aria-hidden className="fill-current stroke-1" />}
            {label}
          </Button>
        );
      })}
      <StopDialog
        campaign={campaign}
        open={stopping}
        onOpenChange={setStopping}
        busy={pending === 'stop'}
        onStop={(hangUp) => run({ action: 'stop', hangUp }, stopOnDone)}
      />
    </>
  );
}
