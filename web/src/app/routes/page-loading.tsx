import { LogoMark } from '../../components/logo.tsx';

/** While the program itself is fetched or the session is looked up. */
export function PageLoading() {
  return (
    <div aria-busy="true" className="flex min-h-dvh items-center justify-center">
      <LogoMark className="h-8 w-auto animate-sheen" />
      <span className="sr-only">Outdial is loading</span>
    </div>
  );
}
