import {
  CircleCheck,
  CircleDashed,
  CircleDot,
  CirclePause,
  CircleStop,
  type LucideIcon,
  TriangleAlert,
} from 'lucide-react';
import type { CampaignState } from '../../../../../contracts/campaign.ts';
import { LiveDot } from '../../../components/ui/live-dot.tsx';
import { cn } from '../../../lib/cn.ts';

const LOOKS: Record<CampaignState, { label: string; look: string; Icon: LucideIcon | null }> = {
  draft: { label: 'Draft', look: 'border-dashed text-ink-soft [&_svg]:text-ink-faint', Icon: CircleDashed },
  ready: { label: 'Ready', look: 'text-ink [&_svg]:text-accent', Icon: CircleDot },
  running: { label: 'Running', look: 'border-transparent bg-accent-soft text-ink', Icon: null },
  paused: {
    label: 'Paused',
    look: 'border-transparent bg-warn-soft text-ink [&_svg]:text-warn',
    Icon: CirclePause,
  },
  completed: { label: 'Completed', look: 'text-ink [&_svg]:text-good', Icon: CircleCheck },
  stopped: { label: 'Stopped', look: 'text-ink-soft [&_svg]:text-ink-faint', Icon: CircleStop },
  failed: {
    label: 'Failed',
    look: 'border-transparent bg-danger-soft text-ink [&_svg]:text-danger',
    Icon: TriangleAlert,
  },
};

/** A campaign's state by icon, word and colour. */
export function StateBadge({ state }: { state: CampaignState }) {
  const { label, look, Icon } = LOOKS[state];
  return (
    <span
      className={cn(
        'inline-flex h-6 items-center gap-1.5 whitespace-nowrap rounded-full border px-2 font-medium text-xs',
        look,
      )}
    >
      {Icon ? <Icon aria-hidden className="size-3.5" /> : <LiveDot className="mx-0.5" />}
      {label}
    </span>
  );
}
