import type { ReactNode } from 'react';
import { cn } from '../../../lib/cn.ts';

/** A list of facts; each group of them has a line above it but the first. */
export function Facts({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <dl
      className={cn(
        'grid grid-cols-[6.5rem_minmax(0,1fr)] gap-y-2.5 px-4 py-4 text-sm not-first-of-type:border-t sm:px-5',
        className,
      )}
    >
      {children}
    </dl>
  );
}

interface FactProps {
  name: string;
  /** Whose word it is, or what it means: said after it, more quietly. */
  note?: string | undefined;
  children: ReactNode;
}

export function Fact({ name, note, children }: FactProps) {
  return (
    <>
      <dt className="text-ink-faint">{name}</dt>
      <dd className="min-w-0">
        {children}
        {note && <span className="block text-ink-faint text-xs">{note}</span>}
      </dd>
    </>
  );
}
