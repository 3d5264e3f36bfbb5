import { cn } from '../../lib/cn.ts';

/** A dot that breathes while something is going on. Decoration: what goes on is said in words beside it. */
export function LiveDot({ className }: { className?: string }) {
  return (
    <span aria-hidden className={cn('relative inline-flex size-2 shrink-0', className)}>
      <span className="absolute inset-0 animate-ping-soft rounded-full bg-live opacity-60" />
      <span className="relative size-2 rounded-full bg-live" />
    </span>
  );
}
