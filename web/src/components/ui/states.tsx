import { CloudOff, RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { messageOf } from '../../lib/api-error.ts';
import { cn } from '../../lib/cn.ts';
import { Button } from './button.tsx';

/** A grey stand-in of the shape that is being loaded. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn('block animate-sheen rounded bg-line', className)} />;
}

/** Skeletons of so many rows; says once, to those who cannot see them, that something is coming. */
export function SkeletonRows({
  rows,
  label,
  className,
}: {
  rows: number;
  label: string;
  className?: string;
}) {
  return (
    <div aria-busy="true">
      <span className="sr-only">{label}</span>
      {Array.from({ length: rows }, (_, row) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike and never move
          key={row}
          className={cn('flex items-center gap-4 border-b px-5 py-4 last:border-b-0', className)}
        >
          <Skeleton className="h-3.5 w-2/5 max-w-52" />
          <Skeleton className="h-3.5 w-1/4 max-w-32" />
          <Skeleton className="ml-auto h-3.5 w-16" />
        </div>
      ))}
    </div>
  );
}

interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

/** Nothing to show, why, and what to do next. */
export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center gap-1.5 px-6 py-12 text-center">
      <span
        aria-hidden
        className="mb-2 flex size-11 items-center justify-center rounded-full bg-sunken text-ink-faint"
      >
        {icon}
      </span>
      <p className="font-medium text-base">{title}</p>
      {children && <p className="max-w-96 text-pretty text-ink-soft text-sm">{children}</p>}
      {action && <div className="mt-4">{action}</div>}
    </div>
  );
}

/** What could not be loaded and why, with another try. */
export function ErrorState({ what, error, onRetry }: { what: string; error: unknown; onRetry: () => void }) {
  return (
    <EmptyState
      icon={<CloudOff className="size-5" />}
      title={`${what} could not be loaded`}
      action={
        <Button size="sm" onClick={onRetry}>
          <RotateCw aria-hidden />
          Try again
        </Button>
      }
    >
      {messageOf(error)}
    </EmptyState>
  );
}
