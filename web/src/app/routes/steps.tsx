import { Check } from 'lucide-react';
import { cn } from '../../lib/cn.ts';

const STEPS = [
  { key: 'plan', label: 'Plan' },
  { key: 'contacts', label: 'Contacts' },
  { key: 'start', label: 'Start' },
] as const;

/** The way from nothing to a running campaign, and how far along it we are. */
export function Steps({ current }: { current: (typeof STEPS)[number]['key'] }) {
  const at = STEPS.findIndex(({ key }) => key === current);
  return (
    <ol aria-label="Steps" className="flex items-center gap-2 text-sm">
      {STEPS.map(({ key, label }, index) => (
        <li key={key} aria-current={index === at ? 'step' : undefined} className="flex items-center gap-2">
          {index > 0 && <span aria-hidden className="h-px w-4 bg-line-strong sm:w-8" />}
          <span
            aria-hidden
            className={cn(
              'num flex size-5 items-center justify-center rounded-full border font-medium text-2xs',
              index < at && 'border-transparent bg-accent-soft text-accent',
              index === at && 'border-transparent bg-accent text-on-accent',
              index > at && 'border-line-strong text-ink-faint',
            )}
          >
            {index < at ? <Check className="size-3" /> : index + 1}
          </span>
          <span className={cn(index === at ? 'font-medium' : 'text-ink-faint')}>{label}</span>
        </li>
      ))}
    </ol>
  );
}
