import { ListFilter, Upload, Users } from 'lucide-react';
import { Link } from 'react-router-dom';
import { buttonLook } from '../../../components/ui/button.tsx';
import { LoadMore } from '../../../components/ui/load-more.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../../components/ui/states.tsx';
import { useLoadedPages } from '../../../lib/use-loaded-pages.ts';
import { type ContactFilters, useContacts } from '../api/list-contacts.ts';
import { ContactTable } from './contact-table.tsx';

interface ContactListProps {
  campaignId: string;
  filters: ContactFilters;
  onClearFilters: () => void;
}

/** Contacts of a campaign that pass the filters. */
export function ContactList({ campaignId, filters, onClearFilters }: ContactListProps) {
  const query = useContacts(campaignId, filters);
  const loadMore = useLoadedPages(query);
  const { contacts, data, error, refetch } = query;
  if (!data && error) return <ErrorState what="Contacts" error={error} onRetry={refetch} />;
  if (!data) return <SkeletonRows rows={8} label="Contacts are loading" />;
  if (contacts.length === 0) {
    return filters.state || filters.outcome ? (
      <NoMatch onClear={onClearFilters} />
    ) : (
      <NoContacts campaignId={campaignId} />
    );
  }
  return (
    <>
      <ContactTable contacts={contacts} />
      <LoadMore
        shown={contacts.length}
        noun="contact"
        hasMore={query.hasNextPage}
        loading={query.isFetchingNextPage}
        onMore={loadMore}
      />
    </>
  );
}

function NoContacts({ campaignId }: { campaignId: string }) {
  return (
    <EmptyState
      icon={<Users className="size-5" />}
      title="No contacts yet"
      action={
        <Link to={`/campaigns/${campaignId}/import`} className={buttonLook({ look: 'primary' })}>
          <Upload aria-hidden />
          Add contacts
        </Link>
      }
    >
      Import a CSV file with a phone column; then the campaign can be started.
    </EmptyState>
  );
}

function NoMatch({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState
      icon={<ListFilter className="size-5" />}
      title="No contact passes these filters"
      action={
        <button type="button" className={buttonLook({ look: 'plain', size: 'sm' })} onClick={onClear}>
          Clear the filters
        </button>
      }
    />
  );
}
