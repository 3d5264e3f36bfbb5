import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { CampaignView } from '../../../../contracts/http/campaigns.ts';
import { Card } from '../../components/ui/card.tsx';
import { ErrorState, Skeleton } from '../../components/ui/states.tsx';
import { isApiError } from '../../lib/api-error.ts';
import { NotFoundRoute } from './not-found.tsx';

interface CampaignFrameProps {
  query: UseQueryResult<CampaignView>;
  children: (campaign: CampaignView) => ReactNode;
}

/** A page about one campaign: while it loads, when it cannot be had, when there is none. */
export function CampaignFrame({ query: { data, error, refetch }, children }: CampaignFrameProps) {
  if (data) return children(data);
  if (isApiError(error, 'not_found') || isApiError(error, 'invalid_request'))
    return <NotFoundRoute what="campaign" />;
  if (error) {
    return (
      <Card>
        <ErrorState what="This campaign" error={error} onRetry={refetch} />
      </Card>
    );
  }
  return (
    <div aria-busy="true" className="flex flex-col gap-5">
      <span className="sr-only">The campaign is loading</span>
      <Skeleton className="h-4 w-24" />
      <Skeleton className="h-7 w-72 max-w-full" />
      <Skeleton className="h-24" />
      <Skeleton className="h-72" />
    </div>
  );
}
