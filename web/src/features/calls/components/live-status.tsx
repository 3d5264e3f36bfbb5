import type { CallView } from '../../../../../contracts/http/calls.ts';
import { OutcomeBadge } from '../../../components/outcome/outcome-badge.tsx';
import { LiveDot } from '../../../components/ui/live-dot.tsx';
import { formatDuration } from '../../../lib/format.ts';
import { useNow } from '../../../lib/use-now.ts';
import { describeLive } from '../call-words.ts';

/** A call's outcome or, while it has none, what it is doing. */
export function CallStatus({ call }: { call: CallView }) {
  if (call.outcome) return <OutcomeBadge outcome={call.outcome} />;
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap align-middle text-sm">
      <LiveDot className="mx-1" />
      {call.phase === 'ended' ? 'Ending' : describeLive(call)}
    </span>
  );
}

/** How long a call has been going on, ticking; from the answer once there is one. */
export function CallTimer({ call }: { call: CallView }) {
  const now = useNow();
  const seconds = (now - Date.parse(call.answeredAt ?? call.startedAt)) / 1000;
  return <span className="num">{formatDuration(seconds)}</span>;
}
