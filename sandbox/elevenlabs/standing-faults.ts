import { z } from 'zod';
import { createRandom } from '../random.ts';
import type { Range } from '../timings.ts';

const share = z.number().min(0).max(1).optional();
const span = z.number().int().min(0).max(3_600_000);
const range = z
  .tuple([span, span])
  .refine(([min, max]) => min <= max, 'The first must not be above the second')
  .optional();

/** What shall go wrong, and how often: a number from 0 to 1 is a probability, a time is in milliseconds. */
export const faultSetSchema = z.strictObject({
  seed: z.number().int().optional(),
  postCall: z
    .strictObject({
      drop: share,
      double: share,
      delay: share,
      maxDelayMs: span.optional(),
      badSignature: share,
      stale: share,
      retryDelaysMs: z.array(span).max(10).optional(),
      autoDisable: z.boolean().optional(),
    })
    .optional(),
  rest: z.strictObject({ '429': share, '429 concurrent': share, '500': share }).optional(),
  status: z
    .strictObject({
      hiddenMs: range,
      initiatedMs: range,
      processingMs: range,
      stuckInitiated: share,
      stuckProcessing: share,
      failed: share,
      nullAnalysis: share,
    })
    .optional(),
  socket: z
    .strictObject({
      refuseUpgrade: share,
      refuse: share,
      die: share,
      dieAfterMs: range,
      stall: share,
      stallAfterMs: range,
      closeCode: z
        .strictObject({ '1002': share, '1008': share, '1011': share, '3008': share, '4300': share })
        .optional(),
      queueTimeoutCode: z.union([z.literal(4300), z.literal(3008)]).optional(),
      silentErrors: share,
      pongWithinMs: span.optional(),
      unknownEvents: share,
      growingEventIds: share,
      alignment: share,
    })
    .optional(),
  limits: z.strictObject({ concurrency: z.number().int().min(0).max(100_000).optional() }).optional(),
});
export type FaultSet = z.infer<typeof faultSetSchema>;

/**
 * The standing set of faults. Whether one happens depends only on the seed, its name and a key, which is the client's
 * `user_id` where there is one: not on the order in which things arrive, so a run repeats under the same seed.
 */
export class StandingFaults {
  readonly #defaultSeed: number;
  readonly #counts = new Map<string, number>();
  #set: FaultSet = {};

  constructor(defaultSeed: number) {
    this.#defaultSeed = defaultSeed;
  }

  get set(): FaultSet {
    return this.#set;
  }

  /** Another set takes the place of this one, and counting begins anew. */
  replace(set: FaultSet): void {
    this.#set = set;
    this.reset();
  }

  /** Whether the fault strikes here; counted when it does. */
  strikes(name: string, key: string, probability: number | undefined): boolean {
    if (!probability || this.#random(name, key).next() >= probability) return false;
    this.note(name);
    return true;
  }

  drawn(name: string, key: string, from: Range): number {
    return this.#random(`${name}:time`, key).between(from);
  }

  note(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  /** The counts begin anew; what stands goes on. */
  reset(): void {
    this.#counts.clear();
  }

  report() {
    return { ...this.#set, seed: this.#seed, done: Object.fromEntries([...this.#counts].sort()) };
  }

  #random(name: string, key: string) {
    return createRandom(this.#seed, name, key);
  }

  get #seed(): number {
    return this.#set.seed ?? this.#defaultSeed;
  }
}
