import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Me } from '../../../contracts/http/auth.ts';
import { request } from './api-client.ts';
import { isApiError } from './api-error.ts';
import { queryKeys } from './query-keys.ts';

/** Null when nobody is signed in. */
async function fetchMe(signal: AbortSignal): Promise<Me | null> {
  try {
    return await request<Me>('/api/auth/me', { signal });
  } catch (error) {
    if (isApiError(error, 'not_signed_in')) return null;
    throw error;
  }
}

export const meQuery = queryOptions({
  queryKey: queryKeys.me,
  queryFn: ({ signal }) => fetchMe(signal),
  staleTime: Number.POSITIVE_INFINITY,
});

export function useMe() {
  return useQuery(meQuery);
}

/** Whether the person may change things; the API refuses it too. */
export function useMayAct(): boolean {
  const { data } = useMe();
  return data != null && data.role !== 'viewer';
}
