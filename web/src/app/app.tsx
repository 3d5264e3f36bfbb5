import { QueryClientProvider } from '@tanstack/react-query';
import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react';
import { Tooltip } from 'radix-ui';
import { useEffect, useState } from 'react';
import { RouterProvider } from 'react-router-dom';
import { Toaster } from 'sonner';
import { createQueryClient } from '../lib/query-client.ts';
import { queryKeys } from '../lib/query-keys.ts';
import { onSessionEnded } from '../lib/session-events.ts';
import { useIsDark } from '../lib/theme.ts';
import { createRouter } from './router.tsx';

const router = createRouter();

const TOAST_ICONS = {
  success: <CircleCheck aria-hidden className="size-[1.125rem] text-good" />,
  warning: <TriangleAlert aria-hidden className="size-[1.125rem] text-warn" />,
  error: <CircleX aria-hidden className="size-[1.125rem] text-danger" />,
};

export function App() {
  const [client] = useState(createQueryClient);
  useEffect(() => onSessionEnded(() => client.setQueryData(queryKeys.me, null)), [client]);
  return (
    <QueryClientProvider client={client}>
      <Tooltip.Provider>
        <RouterProvider router={router} />
        <Messages />
      </Tooltip.Provider>
    </QueryClientProvider>
  );
}

/** The one live region of the page: every message goes through it, politely. */
function Messages() {
  const dark = useIsDark();
  return (
    <Toaster
      theme={dark ? 'dark' : 'light'}
      position="bottom-right"
      offset={20}
      mobileOffset={12}
      containerAriaLabel="Messages"
      icons={TOAST_ICONS}
      toastOptions={{
        style: {
          background: 'var(--raised)',
          borderColor: 'var(--line)',
          color: 'var(--ink)',
          fontFamily: 'var(--font-sans, inherit)',
        },
        actionButtonStyle: { background: 'var(--accent)', color: 'var(--on-accent)' },
        descriptionClassName: '!text-ink-soft',
      }}
    />
  );
}
