import { useQueryClient } from '@tanstack/react-query';
import { WifiOff } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { toast } from 'sonner';
import { POLL_MS } from '../config/timing.ts';
import { formatClock } from '../lib/format.ts';
import { useConnection } from '../lib/use-live.ts';
import { useNow } from '../lib/use-now.ts';

/** Shown while nothing is pushed: what that means, and how old the page is. */
export function ConnectionBanner() {
  const connection = useConnection();
  useAnnouncedConnection(connection === 'lost');
  if (connection !== 'lost') return null;
  return (
    <div className="flex flex-wrap items-center gap-x-2.5 gap-y-0.5 border-b bg-warn-soft px-4 py-2 text-sm sm:px-6 lg:px-10">
      <WifiOff aria-hidden className="size-4 shrink-0 text-warn" />
      <span className="font-medium">Live updates are interrupted.</span>
      <span className="text-ink-soft">
        Asking every {POLL_MS / 1000} s instead
        <LastUpdated />.
      </span>
    </div>
  );
}

/** When any of the data on the page was last heard; looked up each second. */
function LastUpdated() {
  useNow();
  const shown = useQueryClient().getQueryCache().findAll({ type: 'active' });
  const at = Math.max(0, ...shown.map((query) => query.state.dataUpdatedAt));
  if (at === 0) return null;
  return (
    <>
      ; last updated <span className="num">{formatClock(new Date(at))}</span>
    </>
  );
}

/** Says it once through the page's live region, for those who do not see the banner. */
function useAnnouncedConnection(lost: boolean): void {
  const wasLost = useRef(false);
  useEffect(() => {
    if (lost)
      toast.warning('Live updates are interrupted', {
        id: 'connection',
        description: 'Trying to reconnect.',
      });
    else if (wasLost.current) toast.success('Live updates are back', { id: 'connection', description: null });
    wasLost.current = lost;
  }, [lost]);
}
