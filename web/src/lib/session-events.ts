/** Tells the application that a request was refused for want of a session, wherever the request was made. */
const listeners = new Set<() => void>();

export function onSessionEnded(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

export function sessionEnded(): void {
  for (const listener of listeners) listener();
}
