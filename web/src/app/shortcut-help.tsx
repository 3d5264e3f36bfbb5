import { useCallback, useState } from 'react';
import { Dialog } from '../components/ui/dialog.tsx';

const SHORTCUTS: { where: string; keys: [key: string, what: string][] }[] = [
  {
    where: 'Everywhere',
    keys: [
      ['/', 'Search, or the first filter'],
      ['j', 'Next row'],
      ['k', 'Previous row'],
      ['Enter', 'Open the row'],
      ['?', 'This list'],
    ],
  },
  { where: 'Campaigns', keys: [['n', 'New campaign']] },
  {
    where: 'A call’s recording',
    keys: [
      ['Space', 'Play or pause'],
      ['←', 'Back 5 seconds'],
      ['→', 'Forward 5 seconds'],
    ],
  },
];

export function useShortcutHelp() {
  const [open, setOpen] = useState(false);
  const show = useCallback(() => setOpen(true), []);
  return { open, setOpen, show };
}

export function ShortcutHelp({
  open,
  onOpenChange,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keyboard shortcuts">
      <div className="flex flex-col gap-5">
        {SHORTCUTS.map(({ where, keys }) => (
          <section key={where}>
            <h3 className="eyebrow mb-1">{where}</h3>
            <dl>
              {keys.map(([key, what]) => (
                <div key={key} className="flex items-center justify-between border-b py-2 last:border-b-0">
                  <dt className="order-2">
                    <kbd className="rounded border border-line-strong bg-surface px-1.5 py-0.5 font-mono text-xs">
                      {key}
                    </kbd>
                  </dt>
                  <dd className="text-ink-soft text-sm">{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
