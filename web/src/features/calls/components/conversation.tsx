import { useCallback, useRef, useState } from 'react';
import type { CallView } from '../../../../../contracts/http/calls.ts';
import { type PlayerHandle, RecordingPlayer } from './recording-player.tsx';
import { type Playback, Transcript } from './transcript.tsx';

/** What was said, to hear and to read, in step with each other. */
export function Conversation({ call }: { call: CallView }) {
  const player = useRef<PlayerHandle>(null);
  const [playback, setPlayback] = useState<Playback>();

  const onTime = useCallback((time: number, playing: boolean) => {
    // Until somebody plays or seeks, no turn is the current one.
    setPlayback((now) => (now || time > 0 || playing ? { time, playing } : undefined));
  }, []);
  const onSeek = useCallback((time: number) => {
    player.current?.seekTo(time);
    setPlayback((now) => ({ time, playing: now?.playing ?? false }));
  }, []);

  return (
    <div className="flex min-w-0 flex-col gap-5">
      {call.recording && (
        <div className="sticky top-2 z-20 max-lg:top-16">
          <RecordingPlayer ref={player} callId={call.id} onTime={onTime} />
        </div>
      )}
      <Transcript call={call} playback={playback} onSeek={call.recording ? onSeek : undefined} />
    </div>
  );
}
