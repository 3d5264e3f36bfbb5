import { ExternalLink, TriangleAlert } from 'lucide-react';
import { Link } from 'react-router-dom';
import type { CallView } from '../../../../../contracts/http/calls.ts';
import { isStandingCampaign } from '../../../../../contracts/ids.ts';
import { Card, CardHeader } from '../../../components/ui/card.tsx';
import { Moment } from '../../../components/ui/moment.tsx';
import { formatDuration, formatSeconds, viewerZone } from '../../../lib/format.ts';
import { ANSWERED_BY, ENDED_BY, ENDED_BY_FROM, isDeadAir } from '../call-words.ts';
import { CallCost } from './call-cost.tsx';
import { CopyableId } from './copyable-id.tsx';
import { Fact, Facts } from './fact.tsx';
import { CallStatus, CallTimer } from './live-status.tsx';

const linkLook = 'rounded-sm underline decoration-line-strong underline-offset-3 hover:decoration-ink';

/** How it ended, who answered and who ended it, when, at what cost, and under which names the vendors know it. */
export function CallFacts({ call }: { call: CallView }) {
  return (
    <Card aria-labelledby="facts-title">
      <CardHeader id="facts-title" title="The call" />
      <Course call={call} />
      <Times call={call} />
      <CallCost call={call} />
      <Names call={call} />
    </Card>
  );
}

function Course({ call }: { call: CallView }) {
  const { answeredBy, terminatedBy, terminatedByFrom } = call;
  return (
    <Facts>
      <Fact name={call.outcome ? 'Outcome' : 'State'}>
        <CallStatus call={call} />
      </Fact>
      {call.reason && <Fact name="Why">{call.reason}</Fact>}
      {answeredBy && (
        <Fact name="Answered by" note="says machine detection">
          {ANSWERED_BY[answeredBy]}
        </Fact>
      )}
      {(call.messageLeft || call.outcome === 'voicemail') && (
        <Fact name="Message">{call.messageLeft ? 'Left after the greeting' : 'None was left'}</Fact>
      )}
      <Fact
        name="Ended by"
        note={terminatedBy && terminatedByFrom ? ENDED_BY_FROM[terminatedByFrom] : undefined}
      >
        {terminatedBy ? ENDED_BY[terminatedBy] : '–'}
      </Fact>
      <Fact name="Attempt">{call.attempt}</Fact>
      <Fact name="Campaign">
        {isStandingCampaign(call.campaignId) ? (
          call.campaignName
        ) : (
          <Link to={`/campaigns/${call.campaignId}`} className={linkLook}>
            {call.campaignName}
          </Link>
        )}
      </Fact>
    </Facts>
  );
}

function Times({ call }: { call: CallView }) {
  return (
    <>
      <Facts className="pb-0">
        <Fact name="Started">
          <Moment iso={call.startedAt} seconds />
        </Fact>
        <Fact name="Answered">{call.answeredAt ? <Moment iso={call.answeredAt} seconds /> : '–'}</Fact>
        <FirstSound call={call} />
        <Fact name="Ended">{call.endedAt ? <Moment iso={call.endedAt} seconds /> : '–'}</Fact>
        <Fact name="Talk time">
          <TalkTime call={call} />
        </Fact>
      </Facts>
      <p className="px-4 pt-2.5 pb-4 text-ink-faint text-xs sm:px-5">
        Times are in {viewerZone().replaceAll('_', ' ')}.
      </p>
    </>
  );
}

/** How long whoever answered heard nothing. */
function FirstSound({ call }: { call: CallView }) {
  const { firstAudioMs: ms } = call;
  if (ms === null) return null;
  if (!isDeadAir(call)) {
    return (
      <Fact name="First sound">
        <span className="num">{formatSeconds(ms)}</span> after the answer
      </Fact>
    );
  }
  return (
    <Fact name="First sound" note="after the answer: dead air">
      <span className="num inline-flex items-center gap-1.5 font-medium text-warn">
        <TriangleAlert aria-hidden className="size-3.5" />
        {formatSeconds(ms)}
      </span>
    </Fact>
  );
}

function TalkTime({ call }: { call: CallView }) {
  if (call.phase !== 'ended' && call.answeredAt !== null) return <CallTimer call={call} />;
  return <span className="num">{call.talkSeconds ? formatDuration(call.talkSeconds) : '–'}</span>;
}

function Names({ call }: { call: CallView }) {
  if (!call.callSid && !call.conversationId && !call.temporalUrl) return null;
  return (
    <Facts className="items-center">
      {call.callSid && (
        <Fact name="Call SID">
          <CopyableId id={call.callSid} what="call SID" />
        </Fact>
      )}
      {call.conversationId && (
        <Fact name="Conversation">
          <CopyableId id={call.conversationId} what="conversation id" />
        </Fact>
      )}
      {call.temporalUrl && (
        <Fact name="Workflow">
          <a
            href={call.temporalUrl}
            target="_blank"
            rel="noreferrer"
            className={`inline-flex items-center gap-1.5 ${linkLook}`}
          >
            Open in Temporal Web
            <ExternalLink aria-hidden className="size-3.5 text-ink-faint" />
          </a>
        </Fact>
      )}
    </Facts>
  );
}
