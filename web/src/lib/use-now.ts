import { useSyncExternalStore } from 'react';

/** One clock for every timer on the page, ticking once a second and only while somebody looks at it. */
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = Date.now();

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function current(): number {
  if (!timer) now = Date.now();
  return now;
}

/** Epoch milliseconds, anew each second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, current);
}
