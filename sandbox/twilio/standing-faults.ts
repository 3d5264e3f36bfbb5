import { z } from 'zod';
import { createRandom } from '../random.ts';

/** A probability. */
const share = z.number().min(0).max(1).optional();

/**
 * Faults that stay until they are replaced (protocol reference 7.3). All fields may be left out; none of them is no fault. Those of
 * one create exclude each other, so their probabilities come to 1 at most; those of a callback are drawn one by one.
 */
export const faultSetSchema = z.strictObject({
  seed: z.int().optional(),
  create: z
    .strictObject({ '429': share, '500': share, '503': share, '500 after': share, reset: share, late: share })
    .refine(comesToOneAtMost, 'the probabilities of one create must come to 1 at most')
    .optional(),
  callbacks: z
    .strictObject({
      drop: share,
      double: share,
      delay: share,
      maxDelayMs: z.int().min(1).max(600_000).optional(),
      reorder: share,
      badSignature: share,
    })
    .optional(),
  rest: z
    .strictObject({
      '429': share,
      '500': share,
      lagMs: z.int().min(0).max(600_000).optional(),
      mediaLagMs: z.int().min(0).max(600_000).optional(),
    })
    .refine(
      ({ 429: busy = 0, 500: broken = 0 }) => busy + broken <= 1,
      'the probabilities of one request must come to 1 at most',
    )
    .optional(),
});
export type FaultSet = z.infer<typeof faultSetSchema>;
export type CreateFault = keyof NonNullable<FaultSet['create']>;

/** What is done to one callback. `delayMs` is 0 for none. */
export interface CallbackFaults {
  drop: boolean;
  double: boolean;
  reorder: boolean;
  forge: boolean;
  delayMs: number;
}

const DEFAULT_MAX_DELAY_MS = 5000;

/**
 * Decides which requests and callbacks go wrong. A decision depends on the seed, the person's number and how many of its
 * kind that number has seen: not on who comes first, so a run repeats under the same seed.
 */
export class StandingFaults {
  readonly #defaultSeed: number;
  #set: FaultSet = {};
  /** How often each fault was done, by names like `create.reset`. */
  #done: Record<string, number> = {};
  #seen = new Map<string, number>();

  constructor(defaultSeed: number) {
    this.#defaultSeed = defaultSeed;
  }

  /** Another set takes the place of this one, and counting begins anew. */
  replace(set: FaultSet): void {
    this.#set = set;
    this.reset();
  }

  /** Counting begins anew; the set stays. */
  reset(): void {
    this.#done = {};
    this.#seen.clear();
  }

  show() {
    return { ...this.#set, seed: this.#seed, done: { ...this.#done } };
  }

  get mediaLagMs(): number {
    return this.#set.rest?.mediaLagMs ?? 0;
  }

  onCreate(to: string): CreateFault | undefined {
    const { create } = this.#set;
    return create && this.#pick('create', create, this.#draw('create', to, this.#count('create', to)));
  }

  /** @param key the person's number where the request names one, otherwise its kind */
  onRest(key: string): '429' | '500' | undefined {
    const { rest } = this.#set;
    if (!rest) return undefined;
    const { '429': busy, '500': broken } = rest;
    return this.#pick(
      'rest',
      { '429': busy, '500': broken },
      this.#draw('rest', key, this.#count('rest', key)),
    );
  }

  /** How far back the answer to a fetch or list looks, milliseconds. */
  lagMs(key: string): number {
    const most = this.#set.rest?.lagMs ?? 0;
    if (most === 0) return 0;
    this.#note('rest.lag');
    return Math.round(this.#draw('lag', key, this.#count('lag', key)) * most);
  }

  /** @param nth how many calls with this number came before; @param event its name, and which of that name it is */
  onCallback(number: string, nth: number, event: string): CallbackFaults {
    const {
      drop,
      double,
      delay,
      reorder,
      badSignature,
      maxDelayMs = DEFAULT_MAX_DELAY_MS,
    } = this.#set.callbacks ?? {};
    const happens = (name: string, probability = 0) => {
      const does = probability > 0 && this.#draw(name, number, nth, event) < probability;
      if (does) this.#note(`callbacks.${name}`);
      return does;
    };
    const forge = happens('badSignature', badSignature);
    if (happens('drop', drop)) return { drop: true, double: false, reorder: false, forge, delayMs: 0 };
    const late = happens('delay', delay);
    return {
      drop: false,
      double: happens('double', double),
      reorder: happens('reorder', reorder),
      forge,
      delayMs: late ? Math.ceil(this.#draw('how late', number, nth, event) * maxDelayMs) : 0,
    };
  }

  get #seed(): number {
    return this.#set.seed ?? this.#defaultSeed;
  }

  #draw(...words: (string | number)[]): number {
    return createRandom(this.#seed, 'fault', ...words).next();
  }

  #pick<K extends string>(
    kind: string,
    shares: Partial<Record<K, number | undefined>>,
    drawn: number,
  ): K | undefined {
    let upTo = 0;
    for (const name of Object.keys(shares) as K[]) {
      upTo += shares[name] ?? 0;
      if (drawn >= upTo) continue;
      this.#note(`${kind}.${name}`);
      return name;
    }
    return undefined;
  }

  #count(kind: string, key: string): number {
    const name = `${kind} ${key}`;
    const seen = this.#seen.get(name) ?? 0;
    this.#seen.set(name, seen + 1);
    return seen;
  }

  #note(fault: string): void {
    this.#done[fault] = (this.#done[fault] ?? 0) + 1;
  }
}

function comesToOneAtMost(shares: Record<string, number | undefined>): boolean {
  // Sums of decimal fractions are not exact.
  return Object.values(shares).reduce<number>((sum, one) => sum + (one ?? 0), 0) <= 1 + 1e-9;
}
