import { Megaphone, Plus, SearchX } from 'lucide-react';
import { Link } from 'react-router-dom';
import { buttonLook } from '../../../components/ui/button.tsx';
import { Card } from '../../../components/ui/card.tsx';
import { LoadMore } from '../../../components/ui/load-more.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../../components/ui/states.tsx';
import { useMayAct } from '../../../lib/use-me.ts';
import { useCampaigns } from '../api/list-campaigns.ts';
import { CampaignRow, ROW_COLUMNS } from './campaign-row.tsx';

/** All campaigns, or those whose name has the words searched for. */
export function CampaignList({ search }: { search: string }) {
  const { campaigns, error, data, refetch, ...more } = useCampaigns();
  const words = search.trim().toLowerCase();
  const shown = campaigns.filter((campaign) => campaign.name.toLowerCase().includes(words));
  return (
    <Card aria-label="Campaigns">
      {!data && !error && <SkeletonRows rows={5} label="Campaigns are loading" className="py-6" />}
      {!data && error && <ErrorState what="Campaigns" error={error} onRetry={refetch} />}
      {data && campaigns.length === 0 && <NoCampaigns />}
      {data && campaigns.length > 0 && shown.length === 0 && <NoMatch search={search} />}
      {shown.length > 0 && (
        <>
          <ColumnNames />
          <ul>
            {shown.map((campaign) => (
              <CampaignRow key={campaign.id} campaign={campaign} />
            ))}
          </ul>
          <LoadMore
            shown={shown.length}
            noun="campaign"
            hasMore={more.hasNextPage}
            loading={more.isFetchingNextPage}
            onMore={more.fetchNextPage}
          />
        </>
      )}
    </Card>
  );
}

/** Names of the columns for those who see them as columns; each row says its own in words. */
function ColumnNames() {
  return (
    <div aria-hidden className={`eyebrow hidden border-b px-5 py-2.5 lg:grid ${ROW_COLUMNS}`}>
      <span>Campaign</span>
      <span>Progress</span>
      <span className="text-right">Up now</span>
      <span />
    </div>
  );
}

function NoCampaigns() {
  const mayAct = useMayAct();
  return (
    <EmptyState
      icon={<Megaphone className="size-5" />}
      title="No campaigns yet"
      action={
        mayAct && (
          <Link to="/campaigns/new" className={buttonLook({ look: 'primary' })}>
            <Plus aria-hidden />
            New campaign
          </Link>
        )
      }
    >
      A campaign calls a list of contacts with your agent. All it needs is a name and a CSV file.
    </EmptyState>
  );
}

function NoMatch({ search }: { search: string }) {
  return (
    <EmptyState
      icon={<SearchX className="size-5" />}
      title={`No campaign is called “${search}”`}
      action={
        <Link to="/campaigns" replace className={buttonLook({ look: 'plain', size: 'sm' })}>
          Clear the search
        </Link>
      }
    />
  );
}
