import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import WaveSurfer from 'wavesurfer.js';
import { useIsDark } from '../../lib/theme.ts';

export type WaveformState = 'loading' | 'ready' | 'failed';

export interface Waveform {
  state: WaveformState;
  playing: boolean;
  /** Seconds. */
  time: number;
  duration: number;
  toggle: () => void;
  seekTo: (seconds: number) => void;
  setRate: (rate: number) => void;
}

/** Left channel on top: the contact; right channel below: the agent. */
function channels(element: HTMLElement) {
  const contact = resolveColour(element, '--contact');
  const agent = resolveColour(element, '--agent');
  const faint = (colour: string) =>
    `color-mix(in srgb, ${colour} 38%, ${resolveColour(element, '--surface')})`;
  return [
    { waveColor: resolveColour(element, faint(contact)), progressColor: contact },
    { waveColor: resolveColour(element, faint(agent)), progressColor: agent },
  ];
}

/** A canvas takes no variables and no `color-mix`: the browser is asked what colour they come to. */
function resolveColour(element: HTMLElement, colour: string): string {
  const probe = document.createElement('span');
  probe.style.color = colour.startsWith('--') ? `var(${colour})` : colour;
  element.append(probe);
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}

function createWaveform(container: HTMLElement, url: string): WaveSurfer {
  return WaveSurfer.create({
    container,
    url,
    height: 44,
    barWidth: 2,
    barGap: 1.5,
    barRadius: 2,
    barMinHeight: 1,
    normalize: true,
    interact: false,
    cursorWidth: 1.5,
    cursorColor: resolveColour(container, '--ink'),
    splitChannels: channels(container),
  });
}

/** Fetches a recording, draws it into the container and plays it. It is released with the component. */
export function useWaveform(container: RefObject<HTMLDivElement | null>, url: string): Waveform {
  const surfer = useRef<WaveSurfer>(null);
  const [state, setState] = useState<WaveformState>('loading');
  const [playing, setPlaying] = useState(false);
  const [time, setTime] = useState(0);
  const [duration, setDuration] = useState(0);

  useEffect(() => {
    if (!container.current) return;
    const created = createWaveform(container.current, url);
    surfer.current = created;
    created.on('ready', (seconds) => {
      setDuration(seconds);
      setState('ready');
    });
    created.on('error', () => setState('failed'));
    created.on('play', () => setPlaying(true));
    created.on('pause', () => setPlaying(false));
    created.on('finish', () => setPlaying(false));
    created.on('timeupdate', setTime);
    return () => {
      created.destroy();
      surfer.current = null;
    };
  }, [container, url]);

  useRecolouring(surfer, container);
  const toggle = useCallback(() => {
    // A browser may refuse to play before the page was touched; the button then still says Play.
    surfer.current?.playPause().catch(() => setPlaying(false));
  }, []);
  const seekTo = useCallback((seconds: number) => {
    const { current } = surfer;
    current?.setTime(Math.min(Math.max(0, seconds), current.getDuration()));
  }, []);
  const setRate = useCallback((rate: number) => surfer.current?.setPlaybackRate(rate, true), []);
  return { state, playing, time, duration, toggle, seekTo, setRate };
}

/** The canvas does not follow the theme by itself. */
function useRecolouring(
  surfer: RefObject<WaveSurfer | null>,
  container: RefObject<HTMLDivElement | null>,
): void {
  const dark = useIsDark();
  const drawnDark = useRef(dark);
  useEffect(() => {
    if (drawnDark.current === dark || !container.current) return;
    drawnDark.current = dark;
    surfer.current?.setOptions({
      cursorColor: resolveColour(container.current, '--ink'),
      splitChannels: channels(container.current),
    });
  }, [dark, surfer, container]);
}
