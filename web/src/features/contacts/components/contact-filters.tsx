import { type EnrolmentState, enrolmentStateSchema } from '../../../../../contracts/contact.ts';
import { OutcomeFilter } from '../../../components/outcome/outcome-filter.tsx';
import { Select } from '../../../components/ui/field.tsx';
import type { ContactFilters as Filters } from '../api/list-contacts.ts';
import { CONTACT_STATES } from '../contact-states.ts';

interface ContactFiltersProps {
  filters: Filters;
  onChange: (name: keyof Filters, value: string) => void;
}

export function ContactFilters({ filters, onChange }: ContactFiltersProps) {
  return (
    <>
      <Select
        data-search
        aria-label="State"
        value={filters.state ?? ''}
        onChange={(event) => onChange('state', event.target.value)}
        className="h-8 w-auto min-w-0 text-sm"
      >
        <option value="">All states</option>
        {enrolmentStateSchema.options.map((state: EnrolmentState) => (
          <option key={state} value={state}>
            {CONTACT_STATES[state]}
          </option>
        ))}
      </Select>
      <OutcomeFilter value={filters.outcome} onChange={(value) => onChange('outcome', value)} />
    </>
  );
}
