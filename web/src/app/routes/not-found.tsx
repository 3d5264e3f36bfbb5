import { Compass } from 'lucide-react';
import { Link } from 'react-router-dom';
import { buttonLook } from '../../components/ui/button.tsx';
import { Card } from '../../components/ui/card.tsx';
import { EmptyState } from '../../components/ui/states.tsx';
import { useTitle } from '../../lib/use-title.ts';

/** An address that leads nowhere, or a thing that is gone. */
export function NotFoundRoute({ what = 'page' }: { what?: string }) {
  useTitle('Not found');
  return (
    <Card>
      <h1 className="sr-only">Not found</h1>
      <EmptyState
        icon={<Compass className="size-5" />}
        title={`There is no such ${what}`}
        action={
          <Link to="/campaigns" className={buttonLook({ look: 'plain' })}>
            To the campaigns
          </Link>
        }
      >
        The address may be mistyped, or what it led to is gone.
      </EmptyState>
    </Card>
  );
}
