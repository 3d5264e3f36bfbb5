import { CircleHelp, type LucideIcon, Megaphone, PhoneCall } from 'lucide-react';
import { Link, NavLink } from 'react-router-dom';
import { Logo } from '../components/logo.tsx';
import { ThemeToggle } from '../components/theme-toggle.tsx';
import { Button } from '../components/ui/button.tsx';
import { cn } from '../lib/cn.ts';
import { ConnectionState } from './connection-state.tsx';
import { UserMenu } from './user-menu.tsx';

const PLACES: { to: string; label: string; Icon: LucideIcon }[] = [
  { to: '/campaigns', label: 'Campaigns', Icon: Megaphone },
  { to: '/calls', label: 'Calls', Icon: PhoneCall },
];

/** A column at the side; on narrow screens a bar on top. */
export function Navigation({ onHelp }: { onHelp: () => void }) {
  return (
    <header className="z-30 flex items-center gap-1 border-b bg-canvas px-3 py-2 max-lg:sticky max-lg:top-0 lg:sticky lg:top-0 lg:h-dvh lg:flex-col lg:items-stretch lg:gap-6 lg:border-r lg:border-b-0 lg:px-4 lg:py-6">
      <Link
        to="/campaigns"
        aria-label="Outdial, to the campaigns"
        className="rounded px-1 max-sm:[&_span_span]:sr-only lg:px-2"
      >
        <Logo />
      </Link>
      <nav aria-label="Main" className="max-lg:ml-1">
        <ul className="flex gap-0.5 lg:flex-col">
          {PLACES.map((place) => (
            <li key={place.to}>
              <Place {...place} />
            </li>
          ))}
        </ul>
      </nav>
      <div className="ml-auto flex items-center gap-1 lg:mt-auto lg:ml-0 lg:flex-col lg:items-stretch lg:gap-4">
        <ConnectionState />
        <div className="hidden items-center justify-between lg:flex">
          <ThemeToggle />
          <Button
            look="quiet"
            size="icon"
            aria-label="Keyboard shortcuts"
            title="Keyboard shortcuts (?)"
            onClick={onHelp}
          >
            <CircleHelp aria-hidden />
          </Button>
        </div>
        <UserMenu onHelp={onHelp} />
      </div>
    </header>
  );
}

function Place({ to, label, Icon }: (typeof PLACES)[number]) {
  return (
    <NavLink
      to={to}
      className={({ isActive }) =>
        cn(
          'flex h-9 items-center gap-2.5 rounded-md px-2.5 font-medium transition-colors',
          isActive
            ? 'bg-accent-soft text-ink [&_svg]:text-accent'
            : 'text-ink-soft hover:bg-sunken hover:text-ink',
        )
      }
    >
      <Icon aria-hidden className="size-4 shrink-0 max-sm:hidden" />
      {label}
    </NavLink>
  );
}
