import { Link } from 'react-router-dom';
import type { CallView } from '../../../../../contracts/http/calls.ts';
import { Moment } from '../../../components/ui/moment.tsx';
import { cn } from '../../../lib/cn.ts';
import { formatDuration } from '../../../lib/format.ts';
import { wasNeverDialed, whoOf } from '../call-words.ts';
import { CallStatus, CallTimer } from './live-status.tsx';

const cell = 'px-4 py-2.5 sm:px-5';
const head = `${cell} font-[inherit]`;

interface CallTableProps {
  calls: CallView[];
  /** In a list of all campaigns' calls: whose each one is. */
  withCampaign: boolean;
}

export function CallTable({ calls, withCampaign }: CallTableProps) {
  return (
    <table className="w-full">
      <thead>
        <tr className="eyebrow border-b text-left">
          <th scope="col" className={head}>
            Contact
          </th>
          {withCampaign && (
            <th scope="col" className={`${head} hidden lg:table-cell`}>
              Campaign
            </th>
          )}
          <th scope="col" className={head}>
            Outcome
          </th>
          <th scope="col" className={`${head} hidden text-right md:table-cell`}>
            Attempt
          </th>
          <th scope="col" className={`${head} hidden text-right md:table-cell`}>
            Talk
          </th>
          <th scope="col" className={`${head} hidden text-right sm:table-cell`}>
            Started
          </th>
        </tr>
      </thead>
      <tbody>
        {calls.map((call) => (
          <CallLine key={call.id} call={call} withCampaign={withCampaign} />
        ))}
      </tbody>
    </table>
  );
}

/** An attempt that was called off before it rang says why, and stands back: nobody was disturbed by it. */
function CallLine({ call, withCampaign }: { call: CallView; withCampaign: boolean }) {
  const isQuiet = wasNeverDialed(call);
  return (
    <tr className="relative border-b transition-colors last:border-b-0 hover:bg-sunken/60">
      <td className={cn(cell, 'max-w-0')}>
        <Link
          data-row
          to={`/calls/${call.id}`}
          className={cn(
            'block truncate rounded-sm after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-accent focus-visible:after:-outline-offset-2',
            isQuiet ? 'text-ink-faint' : 'font-medium',
          )}
        >
          {whoOf(call)}
        </Link>
        <span className={cn('num block text-sm sm:truncate', isQuiet ? 'text-ink-faint' : 'text-ink-soft')}>
          {call.phone}
        </span>
      </td>
      {withCampaign && (
        <td className={cn(cell, 'hidden max-w-0 truncate text-ink-soft lg:table-cell')}>
          {call.campaignName}
        </td>
      )}
      <td className={cn(cell, 'w-34 sm:w-56', isQuiet && 'text-ink-faint')}>
        <CallStatus call={call} />
        {isQuiet && call.reason && <span className="block text-pretty text-xs">{call.reason}</span>}
      </td>
      <td className={cn(cell, 'num hidden w-24 text-right md:table-cell')}>{call.attempt}</td>
      <td className={cn(cell, 'num hidden w-24 text-right md:table-cell')}>
        <TalkTime call={call} />
      </td>
      <td className={cn(cell, 'hidden w-40 text-right text-ink-soft sm:table-cell')}>
        <Moment iso={call.startedAt} seconds />
      </td>
    </tr>
  );
}

function TalkTime({ call }: { call: CallView }) {
  if (call.talkSeconds) return <>{formatDuration(call.talkSeconds)}</>;
  if (call.phase !== 'ended' && call.answeredAt) return <CallTimer call={call} />;
  return <span className="text-ink-faint">–</span>;
}
