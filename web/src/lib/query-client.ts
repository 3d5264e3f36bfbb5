import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './api-error.ts';

/** Trying again helps only where nothing was decided: no answer, or a part of the system that is away. */
function worthRetrying(failures: number, error: unknown): boolean {
  return failures < 2 && error instanceof ApiError && ['network', 'unavailable'].includes(error.code);
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 10_000, retry: worthRetrying, refetchOnWindowFocus: true },
      mutations: { retry: false },
    },
  });
}
