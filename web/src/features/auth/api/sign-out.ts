import { useMutation } from '@tanstack/react-query';
import { request } from '../../../lib/api-client.ts';

function signOut(): Promise<unknown> {
  return request('/api/auth/sign-out', { method: 'POST' });
}

/** Loads the page anew afterwards, so that nothing of the person is left in memory. */
export function useSignOut() {
  return useMutation({ mutationFn: signOut, onSuccess: () => window.location.assign('/sign-in') });
}
