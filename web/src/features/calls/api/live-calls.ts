import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { CallView } from '../../../../../contracts/http/calls.ts';
import { queryKeys } from '../../../lib/query-keys.ts';
import { usePolling, useRoom } from '../../../lib/use-live.ts';
import { fetchCalls } from './list-calls.ts';

/** As many as the API gives at once; calls that are up are among the newest. */
const NEWEST = 200;

const isUp = (call: CallView) => call.phase !== 'ended';
const byStart = (a: CallView, b: CallView) =>
  a.startedAt.localeCompare(b.startedAt) || a.id.localeCompare(b.id);

/** Calls of a campaign that are being placed or up now, longest first, kept up to date by the socket. */
export function useLiveCalls(campaignId: string) {
  const client = useQueryClient();
  const queryKey = queryKeys.liveCalls(campaignId);
  useRoom(
    { kind: 'campaign', campaignId },
    {
      calls: (calls) =>
        client.setQueryData<CallView[]>(queryKey, (known) => known && mergeLive(known, calls, campaignId)),
    },
  );
  return useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const page = await fetchCalls({ campaignId }, { limit: NEWEST }, signal);
      return page.items.filter(isUp).sort(byStart);
    },
    refetchInterval: usePolling(),
  });
}

/** The calls that are up, after some changed, began or ended. */
export function mergeLive(known: CallView[], changed: CallView[], campaignId: string): CallView[] {
  const byId = new Map(known.map((call) => [call.id, call]));
  for (const call of changed) if (call.campaignId === campaignId) byId.set(call.id, call);
  return [...byId.values()].filter(isUp).sort(byStart);
}
