import { ExternalLink } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import type { CallView } from '../../../../../contracts/http/calls.ts';
import { Card, CardHeader } from '../../../components/ui/card.tsx';
import { Moment } from '../../../components/ui/moment.tsx';
import { formatDuration, viewerZone } from '../../../lib/format.ts';
import { ENDED_BY } from '../call-words.ts';
import { CopyableId } from './copyable-id.tsx';
import { CallStatus, CallTimer } from './live-status.tsx';

/** When, how long, how it ended, by whom, and under which names the vendors know it. */
export function CallFacts({ call }: { call: CallView }) {
  return (
    <Card aria-labelledby="facts-title">
      <CardHeader id="facts-title" title="The call" />
      <dl className="grid grid-cols-[6.5rem_minmax(0,1fr)] gap-y-2.5 px-4 py-4 text-sm sm:px-5">
        <Fact name={call.outcome ? 'Outcome' : 'State'}>
          <CallStatus call={call} />
        </Fact>
        {call.reason && <Fact name="Why">{call.reason}</Fact>}
        <Fact name="Ended by">{call.terminatedBy ? ENDED_BY[call.terminatedBy] : '–'}</Fact>
        <Fact name="Attempt">{call.attempt}</Fact>
        <Fact name="Campaign">
          <Link
            to={`/campaigns/${call.campaignId}`}
            className="rounded-sm underline decoration-line-strong underline-offset-3 hover:decoration-ink"
          >
            {call.campaignName}
          </Link>
        </Fact>
      </dl>
      <Times call={call} />
      <Names call={call} />
    </Card>
  );
}

function Times({ call }: { call: CallView }) {
  const isTalking = call.phase !== 'ended' && call.answeredAt !== null;
  return (
    <div className="border-t px-4 py-4 text-sm sm:px-5">
      <dl className="grid grid-cols-[6.5rem_minmax(0,1fr)] gap-y-2.5">
        <Fact name="Started">
          <Moment iso={call.startedAt} seconds />
        </Fact>
        <Fact name="Answered">{call.answeredAt ? <Moment iso={call.answeredAt} seconds /> : '–'}</Fact>
        <Fact name="Ended">{call.endedAt ? <Moment iso={call.endedAt} seconds /> : '–'}</Fact>
        <Fact name="Talk time">
          <span className="num">
            {isTalking ? (
              <CallTimer call={call} />
            ) : call.talkSeconds ? (
              formatDuration(call.talkSeconds)
            ) : (
              '–'
            )}
          </span>
        </Fact>
      </dl>
      <p className="mt-2.5 text-ink-faint text-xs">Times are in {viewerZone().replaceAll('_', ' ')}.</p>
    </div>
  );
}

function Names({ call }: { call: CallView }) {
  if (!call.callSid && !call.conversationId && !call.temporalUrl) return null;
  return (
    <dl className="grid grid-cols-[6.5rem_minmax(0,1fr)] items-center gap-y-2.5 border-t px-4 py-4 text-sm sm:px-5">
      {call.callSid && (
        <Fact name="Twilio">
          <CopyableId id={call.callSid} what="call SID" />
        </Fact>
      )}
      {call.conversationId && (
        <Fact name="ElevenLabs">
          <CopyableId id={call.conversationId} what="conversation id" />
        </Fact>
      )}
      {call.temporalUrl && (
        <Fact name="Workflow">
          <a
            href={call.temporalUrl}
            target="_blank"
            rel="noreferrer"
            className="inline-flex items-center gap-1.5 rounded-sm underline decoration-line-strong underline-offset-3 hover:decoration-ink"
          >
            Open in Temporal Web
            <ExternalLink aria-hidden className="size-3.5 text-ink-faint" />
          </a>
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-faint">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}
