import { useSearchParams } from 'react-router-dom';
import { outcomeSchema } from '../../../../contracts/call.ts';
import { OutcomeFilter } from '../../components/outcome/outcome-filter.tsx';
import { Card } from '../../components/ui/card.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { CallList } from '../../features/calls/components/call-list.tsx';
import { useTitle } from '../../lib/use-title.ts';

export function CallsRoute() {
  useTitle('Calls');
  const [params, setParams] = useSearchParams();
  const outcome = outcomeSchema.safeParse(params.get('outcome')).data;
  const choose = (value: string) => setParams(value ? { outcome: value } : {}, { replace: true });
  return (
    <>
      <PageHeader title="Calls">
        <OutcomeFilter data-search value={outcome} onChange={choose} className="h-9 w-48" />
      </PageHeader>
      <Card aria-label="Calls">
        <CallList filters={{ outcome }} onClearFilters={() => choose('')} />
      </Card>
    </>
  );
}
