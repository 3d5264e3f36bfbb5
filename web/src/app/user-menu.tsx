import { ChevronsUpDown, CircleHelp, LogOut } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { toast } from 'sonner';
import { ThemeToggle } from '../components/theme-toggle.tsx';
import { useSignOut } from '../features/auth/api/sign-out.ts';
import { messageOf } from '../lib/api-error.ts';
import { useMe } from '../lib/use-me.ts';

const itemLook =
  'flex h-9 cursor-pointer items-center gap-2.5 rounded-md px-2.5 text-sm outline-none data-[highlighted]:bg-sunken';

export function UserMenu({ onHelp }: { onHelp: () => void }) {
  const { data: me } = useMe();
  const signOut = useSignOut();
  if (!me) return null;
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger
        aria-label={`Account of ${me.name}`}
        className="flex items-center gap-2.5 rounded-md p-1.5 text-left hover:bg-sunken"
      >
        <Initials name={me.name} />
        <span className="hidden min-w-0 flex-1 lg:block">
          <span className="block truncate font-medium text-sm leading-4">{me.name}</span>
          <span className="block truncate text-2xs text-ink-faint">{me.role}</span>
        </span>
        <ChevronsUpDown aria-hidden className="hidden size-4 text-ink-faint lg:block" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          className="z-40 w-60 animate-rise rounded-lg bg-raised p-1.5 shadow-float"
        >
          <DropdownMenu.Label className="truncate px-2.5 py-2 text-ink-faint text-xs">
            {me.email}
          </DropdownMenu.Label>
          <div className="flex items-center justify-between px-2.5 pb-2 text-sm lg:hidden">
            Theme
            <ThemeToggle />
          </div>
          <DropdownMenu.Item onSelect={onHelp} className={itemLook}>
            <CircleHelp aria-hidden className="size-4 text-ink-faint" />
            Keyboard shortcuts
          </DropdownMenu.Item>
          <DropdownMenu.Item
            onSelect={() => signOut.mutate(undefined, { onError: (error) => toast.error(messageOf(error)) })}
            className={itemLook}
          >
            <LogOut aria-hidden className="size-4 text-ink-faint" />
            Sign out
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function Initials({ name }: { name: string }) {
  const letters = name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase());
  return (
    <span
      aria-hidden
      className="flex size-7 shrink-0 items-center justify-center rounded-full bg-accent-soft font-semibold text-2xs text-accent"
    >
      {letters.join('')}
    </span>
  );
}
