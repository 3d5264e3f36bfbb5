import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { CallView } from '../../../../../contracts/http/calls.ts';
import { request } from '../../../lib/api-client.ts';
import { queryKeys } from '../../../lib/query-keys.ts';
import { usePolling, useRoom } from '../../../lib/use-live.ts';

/** One call, kept up to date by the socket. */
export function useCall(id: string) {
  const client = useQueryClient();
  useRoom(
    { kind: 'call', callId: id },
    {
      call: (call) => {
        if (call.id === id) client.setQueryData(queryKeys.call(id), call);
      },
    },
  );
  return useQuery({
    queryKey: queryKeys.call(id),
    queryFn: ({ signal }) => request<CallView>(`/api/calls/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: usePolling(),
  });
}
