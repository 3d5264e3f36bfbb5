import { TriangleAlert } from 'lucide-react';
import { Button } from '../../components/ui/button.tsx';
import { EmptyState } from '../../components/ui/states.tsx';
import { useTitle } from '../../lib/use-title.ts';

/** When a page's own code fails, or a newer version was installed and its parts cannot be fetched any more. */
export function PageFault() {
  useTitle('This page failed');
  return (
    <EmptyState
      icon={<TriangleAlert className="size-5" />}
      title="This page failed"
      action={<Button onClick={() => window.location.reload()}>Reload the page</Button>}
    >
      Calls are not touched by it: they go on without the page.
    </EmptyState>
  );
}
