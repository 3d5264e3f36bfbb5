import { useEffect, useRef } from 'react';
import { toast } from 'sonner';
import type { CampaignView } from '../../../../../contracts/http/campaigns.ts';

/** Says when a campaign ends while somebody watches it. What they ask of it themselves is answered elsewhere. */
export function useAnnouncedState({ name, state, reason }: CampaignView): void {
  const last = useRef(state);
  useEffect(() => {
    if (last.current === state) return;
    last.current = state;
    if (state === 'completed') toast.success(`${name} is completed`, { description: reason });
    if (state === 'failed') toast.error(`${name} has failed`, { description: reason });
  }, [name, state, reason]);
}
