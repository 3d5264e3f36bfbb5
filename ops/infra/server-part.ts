import { setTimeout as delay } from 'node:timers/promises';

/** A process that was started here and answers. */
export interface Started {
  pid: number;
  exited: Promise<unknown>;
  stop(): Promise<void>;
}

/** One process of a server: some servers consist of two. */
export interface ServerPart {
  name: string;
  /** Its process now; undefined while there is none. */
  readonly pid: number | undefined;
  /** It has ended for good without having been asked to. */
  exited: Promise<unknown>;
  stop(): Promise<void>;
}

/** A part that is started once. */
export async function startedOnce(name: string, start: () => Promise<Started>): Promise<ServerPart> {
  const started = await start();
  return { name, pid: started.pid, exited: started.exited, stop: started.stop };
}

/** What a killed server has left (shared memory, a lock on a file) goes within moments: so often it is tried anew. */
const TRIES = 20;
const PAUSE_MS = 300;

/** A part that is started again, at the same place, whenever it ends without having been asked to. */
export async function keptRunning(name: string, start: () => Promise<Started>): Promise<ServerPart> {
  let current: Started | undefined = await start();
  let pid: number | undefined = current.pid;
  let stopping = false;
  const keep = async (): Promise<void> => {
    while (current) {
      pid = current.pid;
      await current.exited;
      pid = undefined;
      current = stopping ? undefined : await again(start, () => stopping);
    }
  };
  const over = keep();
  return {
    name,
    get pid() {
      return pid;
    },
    // Ended because it was asked to: nobody waits for that.
    exited: over.then(() => (stopping ? new Promise(() => {}) : undefined)),
    async stop() {
      stopping = true;
      await current?.stop();
      await over;
    },
  };
}

async function again(start: () => Promise<Started>, isOver: () => boolean): Promise<Started | undefined> {
  for (let tries = 0; tries < TRIES && !isOver(); tries += 1) {
    const started = await start().catch(() => undefined);
    if (started && isOver()) await started.stop();
    else if (started) return started;
    await delay(PAUSE_MS);
  }
  return undefined;
}
