import { useEffect, useRef } from 'react';
import { Navigate, Outlet, useLocation } from 'react-router-dom';
import { ErrorState } from '../components/ui/states.tsx';
import { openLiveSocket } from '../lib/live-socket.ts';
import { useMe } from '../lib/use-me.ts';
import { PageLoading } from './routes/page-loading.tsx';

/** Lets people in who are signed in; others sign in first and come back to where they wanted to go. */
export function RequireSession() {
  const { data: me, error, refetch } = useMe();
  const { pathname, search } = useLocation();
  const wasSignedIn = useRef(false);
  const signedIn = Boolean(me);

  useEffect(() => {
    if (!signedIn) return;
    wasSignedIn.current = true;
    return openLiveSocket();
  }, [signedIn]);

  if (me) return <Outlet />;
  if (error) return <ErrorState what="Outdial" error={error} onRetry={refetch} />;
  if (me === undefined) return <PageLoading />;
  const next = pathname === '/' ? '' : `?next=${encodeURIComponent(pathname + search)}`;
  return <Navigate to={`/sign-in${next}`} replace state={{ expired: wasSignedIn.current }} />;
}
