import { Tabs as RadixTabs } from 'radix-ui';
import type { ReactNode } from 'react';

interface TabsProps {
  value: string;
  onChange: (value: string) => void;
  children: ReactNode;
}

export function Tabs({ value, onChange, children }: TabsProps) {
  return (
    <RadixTabs.Root value={value} onValueChange={onChange}>
      {children}
    </RadixTabs.Root>
  );
}

interface TabListProps {
  tabs: { value: string; label: string }[];
  label: string;
  /** Filters of the open tab, at the other end of the bar. */
  children?: ReactNode;
}

export function TabList({ tabs, label, children }: TabListProps) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 border-b px-2 sm:px-3">
      <RadixTabs.List aria-label={label} className="flex">
        {tabs.map((tab) => (
          <RadixTabs.Trigger
            key={tab.value}
            value={tab.value}
            className="-mb-px relative h-12 rounded-sm px-2.5 font-medium text-ink-soft hover:text-ink focus-visible:-outline-offset-4 data-[state=active]:text-ink data-[state=active]:after:absolute data-[state=active]:after:inset-x-2.5 data-[state=active]:after:bottom-0 data-[state=active]:after:h-0.5 data-[state=active]:after:rounded-full data-[state=active]:after:bg-accent sm:px-3"
          >
            {tab.label}
          </RadixTabs.Trigger>
        ))}
      </RadixTabs.List>
      {children && <div className="flex flex-wrap items-center gap-2 px-2 py-2 sm:ml-auto">{children}</div>}
    </div>
  );
}

export function TabPanel({ value, children }: { value: string; children: ReactNode }) {
  return (
    <RadixTabs.Content value={value} className="rounded-b-lg focus-visible:-outline-offset-2">
      {children}
    </RadixTabs.Content>
  );
}
