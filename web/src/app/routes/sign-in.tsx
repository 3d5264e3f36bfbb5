import { Navigate, useLocation, useNavigate, useSearchParams } from 'react-router-dom';
import { Logo } from '../../components/logo.tsx';
import { ThemeToggle } from '../../components/theme-toggle.tsx';
import { SignInForm } from '../../features/auth/components/sign-in-form.tsx';
import { safePath } from '../../lib/safe-path.ts';
import { useMe } from '../../lib/use-me.ts';
import { useTitle } from '../../lib/use-title.ts';
import { DialBackdrop } from './dial-backdrop.tsx';

export function SignInRoute() {
  useTitle('Sign in');
  const { data: me } = useMe();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const expired = useLocation().state?.expired === true;
  const next = safePath(params.get('next'));
  if (me) return <Navigate to={next} replace />;
  return (
    <div className="relative flex min-h-dvh flex-col overflow-hidden">
      <DialBackdrop />
      <header className="relative flex items-center justify-between px-5 py-4 sm:px-8 sm:py-6">
        <Logo />
        <ThemeToggle />
      </header>
      <main className="relative flex flex-1 items-center justify-center px-4 pb-24">
        <div className="w-full max-w-96 rounded-xl border bg-surface p-6 shadow-card sm:p-8">
          <h1 className="text-xl">Sign in</h1>
          <p className="mt-1 mb-6 text-ink-soft">
            {expired
              ? 'Your session ended. Sign in to go on where you were.'
              : 'Campaigns, calls, and what came of them.'}
          </p>
          <SignInForm onDone={() => navigate(next, { replace: true })} />
        </div>
      </main>
    </div>
  );
}
