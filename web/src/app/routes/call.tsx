import { useParams } from 'react-router-dom';
import type { CallView } from '../../../../contracts/http/calls.ts';
import { isStandingCampaign } from '../../../../contracts/ids.ts';
import { Card } from '../../components/ui/card.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { ErrorState, Skeleton } from '../../components/ui/states.tsx';
import { useCall } from '../../features/calls/api/get-call.ts';
import { whoOf } from '../../features/calls/call-words.ts';
import { CallFacts } from '../../features/calls/components/call-facts.tsx';
import { Conversation } from '../../features/calls/components/conversation.tsx';
import { CallStatus } from '../../features/calls/components/live-status.tsx';
import { isApiError } from '../../lib/api-error.ts';
import { useTitle } from '../../lib/use-title.ts';
import { NotFoundRoute } from './not-found.tsx';

export function CallRoute() {
  const { callId = '' } = useParams();
  const { data, error, refetch } = useCall(callId);
  if (data) return <CallPage key={callId} call={data} />;
  if (isApiError(error, 'not_found') || isApiError(error, 'invalid_request'))
    return <NotFoundRoute what="call" />;
  if (error) {
    return (
      <Card>
        <ErrorState what="This call" error={error} onRetry={refetch} />
      </Card>
    );
  }
  return <CallSkeleton />;
}

function CallPage({ call }: { call: CallView }) {
  useTitle(`${whoOf(call)}, call ${call.attempt}`);
  const crumbs = isStandingCampaign(call.campaignId)
    ? [{ label: 'Calls', to: '/calls' }]
    : [
        { label: 'Campaigns', to: '/campaigns' },
        { label: call.campaignName, to: `/campaigns/${call.campaignId}` },
      ];
  return (
    <>
      <PageHeader
        title={whoOf(call)}
        crumbs={crumbs}
        badge={<CallStatus call={call} />}
        lead={
          <span className="num">
            {call.phone} · attempt {call.attempt}
          </span>
        }
      />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <Conversation call={call} />
        <CallFacts call={call} />
      </div>
    </>
  );
}

function CallSkeleton() {
  return (
    <div aria-busy="true" className="flex flex-col gap-5">
      <span className="sr-only">The call is loading</span>
      <Skeleton className="h-4 w-40" />
      <Skeleton className="h-7 w-56" />
      <Skeleton className="h-36" />
      <Skeleton className="h-72" />
    </div>
  );
}
