import { Plus, Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router-dom';
import { buttonLook } from '../../components/ui/button.tsx';
import { Input } from '../../components/ui/field.tsx';
import { PageHeader } from '../../components/ui/page-header.tsx';
import { CampaignList } from '../../features/campaigns/components/campaign-list.tsx';
import { useMayAct } from '../../lib/use-me.ts';
import { useShortcuts } from '../../lib/use-shortcuts.ts';
import { useTitle } from '../../lib/use-title.ts';

export function CampaignsRoute() {
  useTitle('Campaigns');
  const navigate = useNavigate();
  const mayAct = useMayAct();
  const [params, setParams] = useSearchParams();
  const search = params.get('q') ?? '';
  useShortcuts({ n: () => mayAct && navigate('/campaigns/new') });
  return (
    <>
      <PageHeader title="Campaigns">
        <SearchField value={search} onChange={(q) => setParams(q ? { q } : {}, { replace: true })} />
        {mayAct && (
          <Link to="/campaigns/new" className={buttonLook({ look: 'primary' })}>
            <Plus aria-hidden />
            New campaign
          </Link>
        )}
      </PageHeader>
      <CampaignList search={search} />
    </>
  );
}

/**
 * The address follows the field, a little later: the router renders when it has time, and a field that waited for it
 * would lose what is typed meanwhile. The field follows the address only while nobody is typing.
 */
function SearchField({ value, onChange }: { value: string; onChange: (search: string) => void }) {
  const [text, setText] = useState(value);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (document.activeElement !== field.current) setText(value);
  }, [value]);
  function fieldOnChange(next: string): void {
    setText(next);
    onChange(next);
  }
  return (
    <search className="relative max-sm:flex-1">
      <Search
        aria-hidden
        className="-translate-y-1/2 pointer-events-none absolute top-1/2 left-2.5 size-4 text-ink-faint"
      />
      <Input
        type="search"
        ref={field}
        data-search
        aria-label="Search campaigns by name"
        placeholder="Search"
        value={text}
        onChange={(event) => fieldOnChange(event.target.value)}
        className="min-w-28 pl-8 sm:w-56"
      />
    </search>
  );
}
