import { type Figures, round } from './figures.ts';
import type { InsideProfile } from './inside.ts';

/** Where the CPU of one message goes, in microseconds. */
export interface MessageCost {
  /** At so many calls. */
  calls: number;
  whole: number;
  /** The bridge's own JavaScript and its packages', with the built-ins that they call. */
  javascript: number;
  byPackage: Record<string, number>;
  /** Node's streams, sockets and timers, as far as they are JavaScript. */
  node: number;
  gc: number;
  /** System calls, the kernel's network, libuv, V8's compiler. */
  native: number;
  costliest: { name: string; place: string; microseconds: number }[];
}

/**
 * Shares from a profile, of a cost that was measured without the profiler: it makes everything dearer, but everything
 * alike.
 */
export function messageCost({ parts, costliest }: InsideProfile, unprofiled: Figures): MessageCost {
  const busy = parts.own + parts.node + parts.gc + parts.native;
  const whole = unprofiled.cpuPerMessage;
  const cost = (microseconds: number) => round(busy === 0 ? 0 : (microseconds / busy) * whole, 3);
  return {
    calls: unprofiled.calls,
    whole,
    javascript: cost(parts.own),
    byPackage: Object.fromEntries(Object.entries(parts.byPackage).map(([name, us]) => [name, cost(us)])),
    node: cost(parts.node),
    gc: cost(parts.gc),
    native: cost(parts.native),
    costliest: costliest.map((one) => ({ ...one, microseconds: cost(one.microseconds) })),
  };
}
