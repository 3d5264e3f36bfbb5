import { Download, Pause, Play } from 'lucide-react';
import type { Ref } from 'react';
import { type KeyboardEvent, type ReactNode, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { Button, buttonLook } from '../../../components/ui/button.tsx';
import { Card } from '../../../components/ui/card.tsx';
import { Skeleton } from '../../../components/ui/states.tsx';
import { SEEK_SECONDS } from '../../../config/timing.ts';
import { formatDuration } from '../../../lib/format.ts';
import { useShortcuts } from '../../../lib/use-shortcuts.ts';
import { useWaveform, type Waveform } from '../use-waveform.ts';

export interface PlayerHandle {
  /** Goes to this moment, in seconds, and plays on if it was playing. */
  seekTo: (seconds: number) => void;
}

interface RecordingPlayerProps {
  callId: string;
  ref?: Ref<PlayerHandle>;
  /** Called as the recording goes on, with seconds from its beginning, and whether it is playing. */
  onTime: (seconds: number, playing: boolean) => void;
}

export function RecordingPlayer({ callId, ref, onTime }: RecordingPlayerProps) {
  const url = `/api/calls/${encodeURIComponent(callId)}/recording`;
  const container = useRef<HTMLDivElement>(null);
  const waveform = useWaveform(container, url);
  const { time, playing, seekTo, toggle } = waveform;
  useImperativeHandle(ref, () => ({ seekTo }), [seekTo]);
  useEffect(() => onTime(time, playing), [onTime, time, playing]);
  const seekBack = () => seekTo(time - SEEK_SECONDS);
  const seekOn = () => seekTo(time + SEEK_SECONDS);
  useShortcuts({ ' ': toggle, ArrowLeft: seekBack, ArrowRight: seekOn });
  return (
    <Card aria-label="Recording" className="px-4 py-4 sm:px-5">
      <div className="flex gap-3">
        <ChannelNames />
        <SeekArea waveform={waveform}>
          <div ref={container} className={waveform.state === 'ready' ? undefined : 'invisible'} />
        </SeekArea>
      </div>
      <Controls waveform={waveform} url={url} />
    </Card>
  );
}

function ChannelNames() {
  return (
    <div aria-hidden className="grid w-14 shrink-0 grid-rows-2 items-center text-ink-soft text-xs">
      <span className="flex items-center gap-1.5">
        <span className="h-3 w-0.5 rounded-full bg-contact" />
        Contact
      </span>
      <span className="flex items-center gap-1.5">
        <span className="h-3 w-0.5 rounded-full bg-agent" />
        Agent
      </span>
    </div>
  );
}

/** The waveform with a real slider laid over it, so that pointer, touch and keyboard all seek by the same control. */
function SeekArea({ waveform, children }: { waveform: Waveform; children: ReactNode }) {
  const { state, time, duration, seekTo } = waveform;

  function sliderOnKeyDown(event: KeyboardEvent): void {
    const step = { ArrowLeft: -SEEK_SECONDS, ArrowRight: SEEK_SECONDS }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    seekTo(time + step);
  }

  return (
    <div className="relative h-[88px] min-w-0 flex-1 rounded has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2">
      {children}
      {state === 'loading' && <WaveformSkeleton />}
      {state === 'failed' && (
        <p className="absolute inset-0 flex items-center text-ink-soft text-sm">
          The recording could not be loaded.
        </p>
      )}
      {state === 'ready' && (
        <input
          type="range"
          aria-label="Position in the recording"
          aria-valuetext={`${formatDuration(time)} of ${formatDuration(duration)}`}
          min={0}
          max={duration}
          step={0.05}
          value={time}
          onChange={(event) => seekTo(event.target.valueAsNumber)}
          onKeyDown={sliderOnKeyDown}
          className="absolute inset-0 m-0 size-full cursor-pointer appearance-none opacity-0"
        />
      )}
    </div>
  );
}

function WaveformSkeleton() {
  return (
    <div className="absolute inset-0 flex flex-col justify-around" aria-busy="true">
      <span className="sr-only">The recording is loading</span>
      <Skeleton className="h-1" />
      <Skeleton className="h-1" />
    </div>
  );
}

const RATES = [1, 1.25, 1.5, 2];

function Controls({ waveform, url }: { waveform: Waveform; url: string }) {
  const { state, playing, time, duration, toggle, setRate } = waveform;
  const [rate, chooseRate] = useState(1);
  function rateOnClick(): void {
    const next = RATES[(RATES.indexOf(rate) + 1) % RATES.length] ?? 1;
    chooseRate(next);
    setRate(next);
  }
  return (
    <div className="mt-3 flex items-center gap-3 max-sm:gap-2">
      <Button
        look="primary"
        size="sm"
        disabled={state !== 'ready'}
        onClick={toggle}
        className="w-24 max-sm:w-20"
      >
        {playing ? <Pause aria-hidden /> : <Play aria-hidden />}
        {playing ? 'Pause' : 'Play'}
      </Button>
      <span className="num whitespace-nowrap text-sm">
        {formatDuration(time)} <span className="text-ink-faint">/ {formatDuration(duration)}</span>
      </span>
      <Button
        look="quiet"
        size="sm"
        className="num ml-auto w-14 max-sm:w-10"
        disabled={state !== 'ready'}
        aria-label={`Speed: ${rate} times`}
        onClick={rateOnClick}
      >
        {rate}×
      </Button>
      <a
        href={url}
        download
        aria-label="Download the recording"
        title="Download"
        className={buttonLook({ look: 'quiet', size: 'icon' })}
      >
        <Download aria-hidden />
      </a>
    </div>
  );
}
