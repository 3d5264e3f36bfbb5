import type { ComponentProps, ReactNode } from 'react';
import { cn } from '../../lib/cn.ts';

export function Card({ className, ...rest }: ComponentProps<'section'>) {
  return <section className={cn('rounded-lg border bg-surface shadow-card', className)} {...rest} />;
}

interface CardHeaderProps {
  title: string;
  id?: string;
  hint?: ReactNode;
  children?: ReactNode;
}

export function CardHeader({ title, id, hint, children }: CardHeaderProps) {
  return (
    <header className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-2 sm:px-5">
      <h2 id={id} className="text-base">
        {title}
      </h2>
      {hint && <span className="text-ink-faint text-sm">{hint}</span>}
      {children && <div className="ml-auto flex items-center gap-2">{children}</div>}
    </header>
  );
}
