import { Upload } from 'lucide-react';
import { Link, useParams } from 'react-router-dom';
import type { CampaignView } from '../../../../contracts/http/campaigns.ts';
import { buttonLook } from '../../components/ui/button.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { LiveCalls } from '../../features/calls/components/live-calls.tsx';
import { useCampaign } from '../../features/campaigns/api/get-campaign.ts';
import { CampaignActions } from '../../features/campaigns/components/campaign-actions.tsx';
import { LiveNumbers } from '../../features/campaigns/components/live-numbers.tsx';
import { OutcomeBreakdown } from '../../features/campaigns/components/outcome-breakdown.tsx';
import { StateBadge } from '../../features/campaigns/components/state-badge.tsx';
import { useAnnouncedState } from '../../features/campaigns/components/use-announced-state.ts';
import { useMayAct } from '../../lib/use-me.ts';
import { useTitle } from '../../lib/use-title.ts';
import { CampaignFrame } from './campaign-frame.tsx';
import { CampaignTabs } from './campaign-tabs.tsx';

export function CampaignRoute() {
  const { campaignId = '' } = useParams();
  return (
    <CampaignFrame query={useCampaign(campaignId)}>
      {(campaign) => <CampaignPage campaign={campaign} />}
    </CampaignFrame>
  );
}

/** Why nothing is on the line, where that is so. */
const IDLE: Record<CampaignView['state'], string> = {
  draft: 'Add contacts, then start the campaign.',
  ready: 'Start the campaign, and its calls appear here.',
  running: 'The next ones appear here as they go out.',
  paused: 'Resume the campaign to go on calling.',
  completed: 'Everybody was called.',
  stopped: 'This campaign was stopped.',
  failed: 'This campaign has failed.',
};

function CampaignPage({ campaign }: { campaign: CampaignView }) {
  useTitle(campaign.name);
  useAnnouncedState(campaign);
  return (
    <>
      <PageHeader
        title={campaign.name}
        crumbs={[{ label: 'Campaigns', to: '/campaigns' }]}
        badge={<StateBadge state={campaign.state} />}
        lead={campaign.reason}
      >
        <AddContacts campaign={campaign} />
        <CampaignActions campaign={campaign} />
      </PageHeader>
      <div className="flex flex-col gap-5">
        <LiveNumbers campaign={campaign} />
        <div className="grid gap-5 lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
          <OutcomeBreakdown progress={campaign.progress} />
          <LiveCalls campaignId={campaign.id} idle={IDLE[campaign.state]} />
        </div>
        <CampaignTabs campaign={campaign} />
      </div>
    </>
  );
}

function AddContacts({ campaign }: { campaign: CampaignView }) {
  const isOver = ['completed', 'stopped', 'failed'].includes(campaign.state);
  if (!useMayAct() || isOver) return null;
  return (
    <Link to={`/campaigns/${campaign.id}/import`} className={buttonLook({ look: 'plain' })}>
      <Upload aria-hidden />
      Add contacts
    </Link>
  );
}
