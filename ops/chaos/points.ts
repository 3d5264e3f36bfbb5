import type { Blow, Point } from './plan.ts';

/** What a worker tells: where a call stands on its way to Twilio. */
export interface Reached {
  point: string;
  callId: string;
  pid: number;
}

/** Strikes the process that has reached a point; it is not answered before this is done. */
export type StrikeAt = (reached: Reached) => void;

interface Trap {
  point: Point;
  spring: StrikeAt;
}

/**
 * Where dialing stands, by the word of the workers themselves, and the trap that may be set for the next of them that
 * comes to a point.
 */
export class Points {
  /** Calls for which somebody wrote an intent, each once. */
  private readonly dialed = new Set<string>();
  /** Calls whose create may be on its way, with the process that makes it. */
  private readonly inFlight = new Map<string, number>();
  private trap: Trap | undefined;
  lastDialAt = 0;

  get dials(): number {
    return this.dialed.size;
  }

  reached(news: Reached): void {
    if (news.point === 'after intent') {
      this.dialed.add(news.callId);
      this.inFlight.set(news.callId, news.pid);
      this.lastDialAt = Date.now();
    }
    if (news.point === 'answer got') this.inFlight.delete(news.callId);
    if (this.trap?.point !== news.point) return;
    const { spring } = this.trap;
    this.trap = undefined;
    spring(news);
  }

  /** Resolves when the trap was sprung; true then, false when nobody came within `limitMs`. */
  async lieInWait(point: Point, limitMs: number, strike: StrikeAt): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        if (this.trap === trap) this.trap = undefined;
        resolve(false);
      }, limitMs);
      const trap: Trap = {
        point,
        spring: (news) => {
          clearTimeout(timer);
          strike(news);
          resolve(true);
        },
      };
      this.trap = trap;
    });
  }

  /** The call whose create has waited longest for its answer, made by one of these processes. */
  longestInFlight(alive: readonly number[]): Reached | undefined {
    for (const [callId, pid] of this.inFlight) {
      if (alive.includes(pid)) return { point: 'answer withheld', callId, pid };
    }
    return undefined;
  }

  /** What a process had in flight died with it. */
  forget(pid: number): void {
    for (const [callId, by] of this.inFlight) if (by === pid) this.inFlight.delete(callId);
  }
}

/** Frozen processes come to themselves; killed ones do not. */
export function isKill({ how }: Blow): boolean {
  return how === 'kill';
}
