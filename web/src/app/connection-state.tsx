import { LiveDot } from '../components/ui/live-dot.tsx';
import { useConnection } from '../lib/use-live.ts';

const WORDS = { idle: 'Offline', connecting: 'Connecting', live: 'Live', lost: 'Not live' } as const;

/** Whether what is shown is pushed. The banner says more when it is not. */
export function ConnectionState() {
  const connection = useConnection();
  return (
    <span className="flex items-center gap-2 px-2 text-ink-soft text-xs max-sm:sr-only">
      {connection === 'live' ? (
        <LiveDot />
      ) : (
        <span aria-hidden className="size-2 rounded-full border border-ink-faint" />
      )}
      {WORDS[connection]}
    </span>
  );
}
