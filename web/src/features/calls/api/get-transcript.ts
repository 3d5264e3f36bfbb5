import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { CallView } from '../../../../../contracts/http/calls.ts';
import type { TranscriptView } from '../../../../../contracts/transcript.ts';
import { request } from '../../../lib/api-client.ts';
import { queryKeys } from '../../../lib/query-keys.ts';
import { usePolling, useRoom } from '../../../lib/use-live.ts';
import { withTurns } from '../with-turns.ts';

/** What was said in a call: turns as they are heard while it is up, then the final transcript. */
export function useTranscript(call: CallView) {
  const client = useQueryClient();
  const queryKey = queryKeys.transcript(call.id);
  useRoom(
    { kind: 'call', callId: call.id },
    {
      turns: (message) => {
        if (message.callId !== call.id) return;
        const known = client.getQueryData<TranscriptView>(queryKey);
        const merged = known && withTurns(known, message);
        if (merged) client.setQueryData(queryKey, merged);
        else void client.invalidateQueries({ queryKey });
      },
    },
  );
  useEffect(() => {
    if (call.hasTranscript) void client.invalidateQueries({ queryKey: queryKeys.transcript(call.id) });
  }, [client, call.id, call.hasTranscript]);
  return useQuery({ ...transcriptQuery(call.id), refetchInterval: usePolling() });
}

function transcriptQuery(callId: string) {
  return queryOptions({
    queryKey: queryKeys.transcript(callId),
    queryFn: ({ signal }) =>
      request<TranscriptView>(`/api/calls/${encodeURIComponent(callId)}/transcript`, { signal }),
  });
}
