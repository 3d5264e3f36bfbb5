import { useNavigate } from 'react-router-dom';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { CampaignForm } from '../../features/campaigns/components/campaign-form.tsx';
import { useTitle } from '../../lib/use-title.ts';
import { Steps } from './steps.tsx';

export function NewCampaignRoute() {
  useTitle('New campaign');
  const navigate = useNavigate();
  return (
    <>
      <PageHeader title="New campaign" crumbs={[{ label: 'Campaigns', to: '/campaigns' }]}>
        <Steps current="plan" />
      </PageHeader>
      <CampaignForm onCreated={({ id }) => navigate(`/campaigns/${id}/import`)} />
    </>
  );
}
