import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import { cn } from '../../lib/cn.ts';

interface Crumb {
  label: string;
  to: string;
}

interface PageHeaderProps {
  title: ReactNode;
  crumbs?: Crumb[];
  badge?: ReactNode;
  /** The sentence below the title. */
  lead?: ReactNode;
  children?: ReactNode;
}

export function PageHeader({ title, crumbs = [], badge, lead, children }: PageHeaderProps) {
  return (
    <header
      className={cn('mb-6 flex flex-wrap gap-x-6 gap-y-4', crumbs.length > 0 ? 'items-end' : 'items-center')}
    >
      <div className="min-w-0 flex-1 basis-80">
        {crumbs.length > 0 && <Crumbs crumbs={crumbs} />}
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <h1 className="min-w-0 break-words text-xl">{title}</h1>
          {badge}
        </div>
        {lead && <div className="mt-1.5 max-w-prose text-pretty text-ink-soft">{lead}</div>}
      </div>
      {children && <div className="flex flex-wrap items-center gap-2 max-sm:w-full">{children}</div>}
    </header>
  );
}

function Crumbs({ crumbs }: { crumbs: Crumb[] }) {
  return (
    <nav aria-label="Breadcrumb" className="mb-2">
      <ol className="flex flex-wrap items-center gap-1 text-ink-faint text-sm">
        {crumbs.map((crumb) => (
          <li key={crumb.to} className="flex min-w-0 items-center gap-1">
            <Link to={crumb.to} className="truncate rounded hover:text-ink hover:underline">
              {crumb.label}
            </Link>
            <ChevronRight aria-hidden className="size-3.5 shrink-0" />
          </li>
        ))}
      </ol>
    </nav>
  );
}
