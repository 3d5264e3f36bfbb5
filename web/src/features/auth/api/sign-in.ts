import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type { Me, signInBodySchema } from '../../../../../contracts/http/auth.ts';
import { request } from '../../../lib/api-client.ts';
import { queryKeys } from '../../../lib/query-keys.ts';

export type SignInBody = z.infer<typeof signInBodySchema>;

function signIn(body: SignInBody): Promise<Me> {
  return request<Me>('/api/auth/sign-in', { method: 'POST', body });
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({ mutationFn: signIn, onSuccess: (me) => client.setQueryData(queryKeys.me, me) });
}
