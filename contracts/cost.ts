/** What a call cost, in the currency of the Twilio account. Each part is null while, or where, it is not known. */
export interface CallCost {
  /** Connectivity alone: Twilio bills machine detection, recordings and streams apart. */
  twilio: number | null;
  elevenLabs: number | null;
  total: number | null;
  currency: string | null;
}

export interface Charged {
  /** As Twilio states it, turned positive. */
  price?: { amount: number; currency: string } | undefined;
  /** What ElevenLabs counted; undefined where there was no conversation, null where it is not known. */
  costCredits?: number | null | undefined;
}

/** Money is added in units of a hundred-thousandth, as fine as either vendor states it, so that no sum ends in ...0004. */
const UNITS = 100_000;

/**
 * The cost of a call. A part that nobody charged is 0, one that is not known yet makes the total unknown: half a sum
 * shown as a whole one would be believed.
 * @param creditPrice of one ElevenLabs credit, in the same currency; undefined when nobody said
 */
export function costOfCall({ price, costCredits }: Charged, creditPrice: number | undefined): CallCost {
  const twilio = price ? rounded(price.amount) : null;
  const elevenLabs = costOfCredits(costCredits, creditPrice);
  const total = twilio === null || elevenLabs === null ? null : rounded(twilio + elevenLabs);
  return { twilio, elevenLabs, total, currency: price?.currency ?? null };
}

function costOfCredits(credits: number | null | undefined, creditPrice: number | undefined): number | null {
  if (credits === undefined || credits === 0) return 0;
  return credits === null || creditPrice === undefined ? null : rounded(credits * creditPrice);
}

function rounded(amount: number): number {
  return Math.round(amount * UNITS) / UNITS;
}
