import { ArrowDown, MessageSquareText } from 'lucide-react';
import { useRef } from 'react';
import type { CallView } from '../../../../../contracts/http/calls.ts';
import type { TranscriptView, Turn } from '../../../../../contracts/transcript.ts';
import { Button } from '../../../components/ui/button.tsx';
import { Card, CardHeader } from '../../../components/ui/card.tsx';
import { LiveDot } from '../../../components/ui/live-dot.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../../components/ui/states.tsx';
import { useTranscript } from '../api/get-transcript.ts';
import { wasNeverDialed } from '../call-words.ts';
import { useFollowEnd, useFollowTurn } from '../use-follow.ts';
import { TranscriptTurn } from './transcript-turn.tsx';

export interface Playback {
  /** Seconds into the recording. */
  time: number;
  playing: boolean;
}

interface TranscriptProps {
  call: CallView;
  /** Left out until the recording was played or sought in. */
  playback: Playback | undefined;
  /** Left out when there is nothing to seek in. */
  onSeek?: ((seconds: number) => void) | undefined;
}

export function Transcript({ call, ...player }: TranscriptProps) {
  const { data, error, refetch } = useTranscript(call);
  const isUp = call.phase !== 'ended';
  return (
    <Card aria-labelledby="transcript-title">
      <CardHeader id="transcript-title" title="Transcript" hint={isUp ? <LiveHint /> : sourceHint(data)} />
      {!data && !error && <SkeletonRows rows={4} label="The transcript is loading" />}
      {!data && error && <ErrorState what="The transcript" error={error} onRetry={refetch} />}
      {data?.summary && (
        <p className="border-b px-4 py-4 text-pretty text-ink-soft sm:px-5">{data.summary}</p>
      )}
      {data && data.turns.length === 0 && <NothingSaid call={call} />}
      {data && data.turns.length > 0 && <Turns transcript={data} isUp={isUp} {...player} />}
    </Card>
  );
}

const LATER = 'Words appear here as they are spoken.';

function LiveHint() {
  return (
    <span className="inline-flex items-center gap-2">
      <LiveDot /> as it is spoken
    </span>
  );
}

function sourceHint(transcript: TranscriptView | undefined): string | undefined {
  if (!transcript || transcript.turns.length === 0) return undefined;
  return transcript.source === 'live' ? 'as it was heard live; the final one is on its way' : undefined;
}

function NothingSaid({ call }: { call: CallView }) {
  const [title, why] = whyNothing(call);
  return (
    <EmptyState icon={<MessageSquareText className="size-5" />} title={title}>
      {why}
    </EmptyState>
  );
}

function whyNothing(call: CallView): [title: string, why: string] {
  const isOver = call.phase === 'ended';
  if (call.answeredAt && isOver)
    return ['Nothing was said', 'The call was answered, but no words were heard.'];
  if (call.answeredAt) return ['Nothing was said', LATER];
  if (wasNeverDialed(call)) return ['Never dialed', 'This attempt was called off before the phone rang.'];
  if (isOver) return ['No conversation', 'The call was not answered, so nothing was said.'];
  return ['Not answered yet', LATER];
}

interface TurnsProps extends Omit<TranscriptProps, 'call'> {
  transcript: TranscriptView;
  isUp: boolean;
}

function Turns({ transcript: { turns }, isUp, playback, onSeek }: TurnsProps) {
  const list = useRef<HTMLOListElement>(null);
  const current = playback ? turnAt(turns, playback.time) : -1;
  const { unseen, toEnd } = useFollowEnd(list, turns.length, isUp);
  useFollowTurn(list, current, playback?.playing ?? false);
  return (
    <>
      <ol ref={list} aria-label="Turns of the conversation" className="py-2">
        {turns.map((turn, index) => (
          <TranscriptTurn
            // biome-ignore lint/suspicious/noArrayIndexKey: turns are only ever appended
            key={index}
            turn={turn}
            isFirstOfSpeaker={turns[index - 1]?.speaker !== turn.speaker}
            isCurrent={index === current}
            onSeek={onSeek}
          />
        ))}
      </ol>
      {unseen > 0 && (
        <div className="sticky bottom-4 flex justify-center pb-4">
          <Button look="primary" size="sm" className="rounded-full shadow-float" onClick={toEnd}>
            <ArrowDown aria-hidden />
            {unseen === 1 ? '1 new turn' : `${unseen} new turns`}
          </Button>
        </div>
      )}
    </>
  );
}

/** The turn that is being said at a moment; the first one before it begins. A seek lands a little early at times. */
function turnAt(turns: Turn[], seconds: number): number {
  return Math.max(
    0,
    turns.findLastIndex((turn) => turn.atSeconds <= seconds + 0.05),
  );
}
