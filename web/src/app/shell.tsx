import { useEffect, useRef } from 'react';
import { Outlet, ScrollRestoration, useLocation } from 'react-router-dom';
import { focusSearch, moveRowFocus, useShortcuts } from '../lib/use-shortcuts.ts';
import { ConnectionBanner } from './connection-banner.tsx';
import { Navigation } from './navigation.tsx';
import { ShortcutHelp, useShortcutHelp } from './shortcut-help.tsx';

/** The frame around every page: navigation, the banner of a lost connection, the keys that work everywhere. */
export function Shell() {
  const help = useShortcutHelp();
  const main = useFocusOnNavigation();
  useShortcuts({
    '?': help.show,
    '/': focusSearch,
    j: () => moveRowFocus(1),
    k: () => moveRowFocus(-1),
  });
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[14rem_minmax(0,1fr)]">
      <a
        href="#main"
        className="sr-only z-50 rounded-md bg-accent px-3 py-2 font-medium text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to content
      </a>
      <Navigation onHelp={help.show} />
      <div className="min-w-0">
        <ConnectionBanner />
        <main
          id="main"
          ref={main}
          tabIndex={-1}
          className="mx-auto w-full max-w-[76rem] px-4 pt-6 pb-20 outline-none sm:px-6 lg:px-10 lg:pt-10"
        >
          <Outlet />
        </main>
      </div>
      <ShortcutHelp open={help.open} onOpenChange={help.setOpen} />
      <ScrollRestoration />
    </div>
  );
}

/** Puts the focus where the new page begins, as a browser would, but not at the first page. */
function useFocusOnNavigation() {
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  const last = useRef(pathname);
  useEffect(() => {
    if (last.current === pathname) return;
    last.current = pathname;
    main.current?.focus({ preventScroll: true });
  }, [pathname]);
  return main;
}
