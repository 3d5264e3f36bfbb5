import { CircleCheck, Hourglass, type LucideIcon, PhoneOutgoing } from 'lucide-react';
import { Link } from 'react-router-dom';
import type { EnrolmentState, EnrolmentView } from '../../../../../contracts/contact.ts';
import { OutcomeBadge } from '../../../components/outcome/outcome-badge.tsx';
import { Moment } from '../../../components/ui/moment.tsx';
import { useNow } from '../../../lib/use-now.ts';
import { CONTACT_STATES } from '../contact-states.ts';

const ICONS: Record<EnrolmentState, { Icon: LucideIcon; look: string }> = {
  waiting: { Icon: Hourglass, look: 'text-ink-faint' },
  claimed: { Icon: PhoneOutgoing, look: 'text-live' },
  calling: { Icon: PhoneOutgoing, look: 'text-live' },
  done: { Icon: CircleCheck, look: 'text-ink-faint' },
};

const cell = 'px-4 py-2.5 sm:px-5';

export function ContactTable({ contacts }: { contacts: EnrolmentView[] }) {
  return (
    <table className="w-full">
      <thead>
        <tr className="eyebrow border-b text-left">
          <th scope="col" className={`${cell} font-[inherit]`}>
            Contact
          </th>
          <th scope="col" className={`${cell} hidden font-[inherit] sm:table-cell`}>
            State
          </th>
          <th scope="col" className={`${cell} font-[inherit]`}>
            Outcome
          </th>
          <th scope="col" className={`${cell} hidden text-right font-[inherit] md:table-cell`}>
            Attempts
          </th>
        </tr>
      </thead>
      <tbody>
        {contacts.map((contact) => (
          <ContactLine key={contact.id} contact={contact} />
        ))}
      </tbody>
    </table>
  );
}

function ContactLine({ contact }: { contact: EnrolmentView }) {
  const { Icon, look } = ICONS[contact.state];
  return (
    <tr className="relative border-b transition-colors last:border-b-0 hover:bg-sunken/60">
      <td className={`${cell} max-w-0`}>
        <ContactName contact={contact} />
        <span className="num block text-ink-soft text-sm sm:truncate">{contact.phone}</span>
      </td>
      <td className={`${cell} hidden w-60 sm:table-cell`}>
        <span className="flex items-center gap-2 text-sm">
          <Icon aria-hidden className={`size-4 shrink-0 ${look}`} />
          <span>
            {CONTACT_STATES[contact.state]}
            <DueAt dueAt={contact.dueAt} />
          </span>
        </span>
      </td>
      <td className={`${cell} w-34 sm:w-44`}>
        {contact.outcome ? (
          <OutcomeBadge outcome={contact.outcome} />
        ) : (
          <span className="text-ink-faint">–</span>
        )}
      </td>
      <td className={`${cell} num hidden w-28 text-right md:table-cell`}>{contact.attempts}</td>
    </tr>
  );
}

/** Leads to the current or the last call, once there is one. */
function ContactName({ contact }: { contact: EnrolmentView }) {
  const name = contact.name || 'No name';
  if (!contact.callId) return <span className="block truncate font-medium">{name}</span>;
  return (
    <Link
      data-row
      to={`/calls/${contact.callId}`}
      className="block truncate rounded-sm font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-accent focus-visible:after:-outline-offset-2"
    >
      {name}
    </Link>
  );
}

function DueAt({ dueAt }: { dueAt: string | null }) {
  const now = useNow();
  if (!dueAt || Date.parse(dueAt) <= now) return null;
  return (
    <span className="text-ink-faint">
      , due <Moment iso={dueAt} />
    </span>
  );
}
