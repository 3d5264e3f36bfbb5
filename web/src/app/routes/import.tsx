import { Link, useNavigate, useParams } from 'react-router-dom';
import type { CampaignView } from '../../../../contracts/http/campaigns.ts';
import { buttonLook } from '../../components/ui/button.tsx';
import { Card } from '../../components/ui/card.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { useCampaign } from '../../features/campaigns/api/get-campaign.ts';
import { CampaignActions } from '../../features/campaigns/components/campaign-actions.tsx';
import { ImportPanel } from '../../features/contacts/components/import-panel.tsx';
import { formatCount, plural } from '../../lib/format.ts';
import { useTitle } from '../../lib/use-title.ts';
import { CampaignFrame } from './campaign-frame.tsx';
import { Steps } from './steps.tsx';

export function ImportRoute() {
  const { campaignId = '' } = useParams();
  return (
    <CampaignFrame query={useCampaign(campaignId)}>
      {(campaign) => <ImportPage campaign={campaign} />}
    </CampaignFrame>
  );
}

/** Contacts for a campaign: the second step of a new one, and more of them for any other. */
function ImportPage({ campaign }: { campaign: CampaignView }) {
  useTitle(`Contacts for ${campaign.name}`);
  const isNew = campaign.state === 'draft' || campaign.state === 'ready';
  const crumbs = [
    { label: 'Campaigns', to: '/campaigns' },
    { label: campaign.name, to: `/campaigns/${campaign.id}` },
  ];
  return (
    <>
      <PageHeader title="Add contacts" crumbs={crumbs}>
        {isNew && <Steps current={campaign.state === 'draft' ? 'contacts' : 'start'} />}
      </PageHeader>
      <div className="flex flex-col gap-5">
        <ImportPanel campaignId={campaign.id} />
        <NextStep campaign={campaign} />
      </div>
    </>
  );
}

function NextStep({ campaign }: { campaign: CampaignView }) {
  const navigate = useNavigate();
  const { total, waiting } = campaign.progress;
  if (total === 0) return null;
  const calls =
    campaign.state === 'ready' ? `${plural(waiting, 'contact')} will be called.` : campaign.reason;
  return (
    <Card
      aria-label="What comes next"
      className="flex flex-wrap items-center gap-x-6 gap-y-3 px-4 py-4 sm:px-5"
    >
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-medium">
          {campaign.name} has <span className="num">{formatCount(total)}</span>{' '}
          {total === 1 ? 'contact' : 'contacts'}
        </p>
        <p className="text-ink-soft text-sm">{calls}</p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Link to={`/campaigns/${campaign.id}`} className={buttonLook({ look: 'plain' })}>
          Look at the campaign
        </Link>
        {campaign.state === 'ready' && (
          <CampaignActions campaign={campaign} onDone={() => navigate(`/campaigns/${campaign.id}`)} />
        )}
      </div>
    </Card>
  );
}
