import type { Agent } from './agents.ts';

/** A conversation's place among those that are up. */
export interface Place {
  /** Above the workspace's limit, at double the price (reference 7). */
  isBurst: boolean;
  release(): void;
}

interface Waiter {
  agent: Agent;
  admit: (place: Place) => void;
}

const BURST_FACTOR = 3;
const MOST_BURST = 300;
const DAY_MS = 24 * 3_600_000;

/**
 * How many may converse at once: an agent has its own limits, and above the workspace's there is room for a burst,
 * where the agent allows one. Who finds no place may wait in line.
 */
export class Places {
  readonly #workspaceLimit: () => number | undefined;
  readonly #up = new Map<string, number>();
  readonly #today = new Map<string, number>();
  #day = 0;
  #total = 0;
  #waiting: Waiter[] = [];

  /** @param workspaceLimit undefined for none; asked each time, since it may be changed */
  constructor(workspaceLimit: () => number | undefined) {
    this.#workspaceLimit = workspaceLimit;
  }

  /** A place, or undefined when all are taken. */
  take(agent: Agent): Place | undefined {
    const room = this.#roomFor(agent);
    if (room === 'none') return undefined;
    this.#add(agent.id, 1);
    this.#today.set(agent.id, (this.#today.get(agent.id) ?? 0) + 1);
    let isTaken = true;
    const release = () => {
      if (!isTaken) return;
      isTaken = false;
      this.#add(agent.id, -1);
      this.#admitNext();
    };
    return { isBurst: room === 'burst', release };
  }

  /** Waits in line; returns what leaves it. */
  wait(agent: Agent, admit: (place: Place) => void): () => void {
    const waiter = { agent, admit };
    this.#waiting.push(waiter);
    return () => {
      this.#waiting = this.#waiting.filter((one) => one !== waiter);
    };
  }

  #roomFor({ id, config }: Agent): 'free' | 'burst' | 'none' {
    const { agent_concurrency_limit, daily_limit, bursting_enabled } = config.platform_settings.call_limits;
    const own = this.#up.get(id) ?? 0;
    if (agent_concurrency_limit >= 0 && own >= agent_concurrency_limit) return 'none';
    if (this.#countToday(id) >= daily_limit) return 'none';
    const limit = this.#workspaceLimit();
    if (limit === undefined || this.#total < limit) return 'free';
    const most = bursting_enabled ? Math.min(limit * BURST_FACTOR, Math.max(limit, MOST_BURST)) : limit;
    return this.#total < most ? 'burst' : 'none';
  }

  #countToday(agentId: string): number {
    const day = Math.floor(Date.now() / DAY_MS);
    if (day !== this.#day) this.#today.clear();
    this.#day = day;
    return this.#today.get(agentId) ?? 0;
  }

  #add(agentId: string, change: 1 | -1): void {
    this.#total += change;
    const up = (this.#up.get(agentId) ?? 0) + change;
    if (up > 0) this.#up.set(agentId, up);
    else this.#up.delete(agentId);
  }

  #admitNext(): void {
    for (const waiter of this.#waiting) {
      const place = this.take(waiter.agent);
      if (!place) continue;
      this.#waiting = this.#waiting.filter((one) => one !== waiter);
      waiter.admit(place);
    }
  }
}
