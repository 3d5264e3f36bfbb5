import { Upload } from 'lucide-react';
import { Link } from 'react-router-dom';
import type { CampaignView } from '../../../../../contracts/http/campaigns.ts';
import { ProgressBar } from '../../../components/outcome/progress-bar.tsx';
import { buttonLook } from '../../../components/ui/button.tsx';
import { LiveDot } from '../../../components/ui/live-dot.tsx';
import { cn } from '../../../lib/cn.ts';
import { formatCount } from '../../../lib/format.ts';
import { useMayAct } from '../../../lib/use-me.ts';
import { CampaignActions } from './campaign-actions.tsx';
import { StateBadge } from './state-badge.tsx';

export const ROW_COLUMNS = 'lg:grid-cols-[minmax(0,5fr)_minmax(0,4fr)_4.5rem_11.5rem] lg:gap-6';

/** One campaign. The whole row leads to its page; its buttons and its bar lie above that link. */
export function CampaignRow({ campaign }: { campaign: CampaignView }) {
  const { progress } = campaign;
  return (
    <li
      className={cn(
        'relative grid gap-3 border-b px-4 py-4 transition-colors last:border-b-0 hover:bg-sunken/60 sm:px-5 lg:items-center',
        ROW_COLUMNS,
      )}
    >
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1.5">
          <h2 className="min-w-0 text-base">
            <Link
              data-row
              to={`/campaigns/${campaign.id}`}
              className="break-words rounded-sm after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:rounded-md focus-visible:after:outline-2 focus-visible:after:outline-accent focus-visible:after:-outline-offset-2"
            >
              {campaign.name}
            </Link>
          </h2>
          <StateBadge state={campaign.state} />
        </div>
        <p className="mt-1 line-clamp-2 text-ink-soft text-sm">{campaign.reason}</p>
      </div>
      <div className="min-w-0">
        <ProgressBar progress={progress} />
        <p className="num mt-0.5 flex justify-between gap-4 text-ink-soft text-sm">
          <Done progress={progress} />
          {progress.up > 0 && <UpNow up={progress.up} className="lg:hidden" />}
        </p>
      </div>
      <p className="num text-right max-lg:hidden">
        {progress.up > 0 ? <UpNow up={progress.up} /> : <span className="text-ink-faint">–</span>}
      </p>
      <div className="relative z-10 flex items-center gap-1.5 empty:hidden lg:justify-end">
        {campaign.state === 'draft' && <AddContacts campaign={campaign} />}
        <CampaignActions campaign={campaign} size="sm" />
      </div>
    </li>
  );
}

function Done({ progress: { total, done } }: Pick<CampaignView, 'progress'>) {
  if (total === 0) return <span>No contacts yet</span>;
  return (
    <span>
      <span className="font-medium text-ink">{formatCount(done)}</span> of {formatCount(total)} done
    </span>
  );
}

function UpNow({ up, className }: { up: number; className?: string }) {
  return (
    <span className={cn('inline-flex items-center gap-2', className)}>
      <LiveDot />
      <span className="font-semibold text-ink">{formatCount(up)}</span>
      <span className="lg:sr-only">{up === 1 ? 'call up now' : 'up now'}</span>
    </span>
  );
}

function AddContacts({ campaign }: { campaign: CampaignView }) {
  if (!useMayAct()) return null;
  return (
    <Link
      to={`/campaigns/${campaign.id}/import`}
      aria-label={`Add contacts to ${campaign.name}`}
      className={buttonLook({ look: 'plain', size: 'sm' })}
    >
      <Upload aria-hidden />
      Add contacts
    </Link>
  );
}
