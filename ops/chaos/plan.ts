import { pick, seededRandom } from '../demo/random.ts';

/**
 * Between any two of these a crash leaves other facts behind. All but one are told by the worker itself; an answer is
 * withheld by the sandbox, after the call was made.
 */
export const POINTS = ['before intent', 'after intent', 'answer withheld', 'answer got', 'saved'] as const;
export type Point = (typeof POINTS)[number];

/** The front speaks MongoDB's protocol and the store keeps the data; they are one where a MongoDB does both. */
export const VICTIMS = [
  'a worker',
  'all workers',
  'the API',
  'the bridge',
  'Temporal',
  "the database's front",
  "the database's store",
] as const;
export type Victim = (typeof VICTIMS)[number];

/** SIGKILL; or SIGSTOP, and SIGCONT so many milliseconds later. */
export type Blow = { how: 'kill' } | { how: 'freeze'; ms: number };
export type Target = { point: Point } | { victims: Victim[] };

export interface Strike {
  kind: 'strike';
  target: Target;
  blow: Blow;
}
export interface Pause {
  kind: 'pause';
  /** Which campaign, of those that can be calling then. */
  campaign: number;
  forMs: number;
}
/** One more number is put on the do-not-call list. */
export interface Suppress {
  kind: 'suppress';
}
export type Deed = (Strike | Pause | Suppress) & {
  /** Due when this share of the calls has been dialed, 0 to 1. */
  at: number;
  /** And so long after the deed before it, ms. */
  gapMs: number;
};

const SHORTEST_FREEZE_MS = 1_000;
const LONGEST_FREEZE_MS = 8_000;
const LONGEST_GAP_MS = 4_000;
/** Nothing is dialed before the first, and enough is left to dial after the last. */
const FIRST_AT = 0.03;
const LAST_AT = 0.85;

type Draft = { how: Blow['how']; target: Target };
const kill = (...victims: Victim[]): Draft => ({ how: 'kill', target: { victims } });
const freeze = (...victims: Victim[]): Draft => ({ how: 'freeze', target: { victims } });
const at = (how: Blow['how'], point: Point): Draft => ({ how, target: { point } });

/** A short run deals from the first dozen, which has something of everything; longer ones from both in turn. */
const DOZENS: readonly Draft[][] = [
  [
    ...POINTS.map((point) => at('kill', point)),
    kill('all workers'),
    kill('the API'),
    kill('the bridge'),
    kill('Temporal'),
    kill("the database's store"),
    freeze('a worker'),
    freeze("the database's front"),
  ],
  [
    at('freeze', 'before intent'),
    at('freeze', 'after intent'),
    at('freeze', 'answer got'),
    kill('a worker'),
    kill("the database's front"),
    kill('a worker', 'Temporal'),
    kill('the API', "the database's store"),
    kill('all workers'),
    freeze('the API'),
    freeze('the bridge'),
    freeze('Temporal'),
    freeze("the database's store"),
  ],
];

/** All that is done to the system in one run. It follows from the seed alone. */
export function chaosPlan(seed: number, kills: number, campaigns: number): Deed[] {
  const random = seededRandom(seed);
  const strikes = deal(random, kills).map((draft): Strike => ({ kind: 'strike', ...blowOf(random, draft) }));
  const pauses = Array.from(
    { length: 2 + Math.floor(kills / 20) },
    (_, index): Pause => ({
      kind: 'pause',
      campaign: index % campaigns,
      forMs: between(random, 4_000, 9_000),
    }),
  );
  const suppressions = Array.from({ length: 3 }, (): Suppress => ({ kind: 'suppress' }));
  return shuffled(random, [...strikes, ...pauses, ...suppressions])
    .map((deed) => ({
      ...deed,
      at: FIRST_AT + random() * (LAST_AT - FIRST_AT),
      gapMs: between(random, 0, LONGEST_GAP_MS),
    }))
    .sort((a, b) => a.at - b.at);
}

function deal(random: () => number, count: number): Draft[] {
  const dealt: Draft[] = [];
  for (let round = 0; dealt.length < count; round += 1) {
    dealt.push(...shuffled(random, DOZENS[round % DOZENS.length] ?? []));
  }
  return dealt.slice(0, count);
}

function blowOf(random: () => number, { how, target }: Draft): Omit<Strike, 'kind'> {
  // Drawn for kills as well, so that a change of one deed does not change all that come after it.
  const ms = between(random, SHORTEST_FREEZE_MS, LONGEST_FREEZE_MS);
  return { target, blow: how === 'kill' ? { how } : { how, ms } };
}

function between(random: () => number, least: number, most: number): number {
  return Math.round(least + random() * (most - least));
}

export function shuffled<T>(random: () => number, from: readonly T[]): T[] {
  const left = [...from];
  return Array.from({ length: from.length }, () => {
    const taken = pick(random, left);
    left.splice(left.indexOf(taken), 1);
    return taken;
  });
}

/** For the list of deeds. */
export function deedInWords(deed: Strike | Pause | Suppress): string {
  if (deed.kind === 'suppress') return 'put a number on the do-not-call list';
  if (deed.kind === 'pause') return `pause a campaign for ${deed.forMs} ms`;
  const how = deed.blow.how === 'kill' ? 'kill' : `freeze for ${deed.blow.ms} ms`;
  const { target } = deed;
  return `${how} ${'point' in target ? `a worker at "${target.point}"` : target.victims.join(' and ')}`;
}
