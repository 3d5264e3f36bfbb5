import { PhoneCall } from 'lucide-react';
import { Link } from 'react-router-dom';
import type { CallView } from '../../../../../contracts/http/calls.ts';
import { Card, CardHeader } from '../../../components/ui/card.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../../components/ui/states.tsx';
import { useLiveCalls } from '../api/live-calls.ts';
import { whoOf } from '../call-words.ts';
import { CallStatus, CallTimer } from './live-status.tsx';

/** The calls of a campaign that are up now. Not a live region: what counts is announced once, by the page. */
export function LiveCalls({ campaignId, idle }: { campaignId: string; idle: string }) {
  const { data: calls, error, refetch } = useLiveCalls(campaignId);
  return (
    <Card aria-labelledby="live-title" className="flex min-h-72 flex-col">
      <CardHeader
        id="live-title"
        title="On the line now"
        hint={calls && calls.length > 0 ? calls.length : undefined}
      />
      {!calls && !error && <SkeletonRows rows={4} label="Calls are loading" />}
      {!calls && error && <ErrorState what="Live calls" error={error} onRetry={refetch} />}
      {calls?.length === 0 && (
        <EmptyState icon={<PhoneCall className="size-5" />} title="No call is up">
          {idle}
        </EmptyState>
      )}
      {calls && calls.length > 0 && (
        <ul className="max-h-88 flex-1 overflow-y-auto">
          {calls.map((call) => (
            <LiveCall key={call.id} call={call} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function LiveCall({ call }: { call: CallView }) {
  return (
    <li className="relative grid grid-cols-[minmax(0,1fr)_auto_3.5rem] items-center gap-3 border-b px-4 py-2.5 transition-colors last:border-b-0 hover:bg-sunken/60 sm:px-5">
      <div className="min-w-0">
        <Link
          to={`/calls/${call.id}`}
          className="block truncate rounded-sm font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-accent focus-visible:after:-outline-offset-2"
        >
          {whoOf(call)}
        </Link>
        <span className="num block text-ink-soft text-sm sm:truncate">{call.phone}</span>
      </div>
      <CallStatus call={call} />
      <span className="text-right text-ink-soft text-sm">
        <CallTimer call={call} />
      </span>
    </li>
  );
}
