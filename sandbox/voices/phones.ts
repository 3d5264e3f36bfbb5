/**
 * Letters to sounds, crudely: enough that a voice has the rhythm and colour of speech, not that it is understood.
 * Formants are the usual averages for a man's voice, in Hz; durations are milliseconds at a brisk pace.
 */
export interface Phone {
  kind: 'voiced' | 'noise' | 'stop' | 'pause';
  formants: readonly [number, number, number];
  ms: number;
  /** Loudness, 1 for an open vowel. */
  gain: number;
}

const vowel = (f1: number, f2: number, f3: number, ms = 78): Phone => ({
  kind: 'voiced',
  formants: [f1, f2, f3],
  ms,
  gain: 1,
});
const hum = (f1: number, f2: number, f3: number, gain = 0.55): Phone => ({
  kind: 'voiced',
  formants: [f1, f2, f3],
  ms: 48,
  gain,
});
const hiss = (f2: number, f3: number, gain: number): Phone => ({
  kind: 'noise',
  formants: [1200, f2, f3],
  ms: 58,
  gain,
});
const stop = (f2: number, gain = 0.5): Phone => ({ kind: 'stop', formants: [400, f2, 2600], ms: 46, gain });
const pause = (ms: number): Phone => ({ kind: 'pause', formants: [500, 1500, 2500], ms, gain: 0 });

const PHONES: Record<string, Phone> = {
  a: vowel(730, 1090, 2440),
  e: vowel(530, 1840, 2480),
  i: vowel(330, 2150, 2900),
  o: vowel(520, 880, 2410),
  u: vowel(350, 950, 2240),
  ee: vowel(270, 2290, 3010, 105),
  oo: vowel(300, 870, 2240, 105),
  ai: vowel(600, 1700, 2500, 110),
  ou: vowel(640, 1190, 2390, 110),
  y: hum(290, 2200, 2950, 0.7),
  w: hum(310, 760, 2200, 0.6),
  m: hum(250, 1100, 2200),
  n: hum(260, 1500, 2400),
  l: hum(360, 1100, 2600, 0.7),
  r: hum(420, 1250, 1650, 0.7),
  v: hum(280, 1300, 2300, 0.4),
  s: hiss(2900, 3600, 0.35),
  z: hiss(2700, 3500, 0.35),
  sh: hiss(2200, 3000, 0.45),
  ch: hiss(2200, 3100, 0.45),
  th: hiss(1500, 2900, 0.2),
  f: hiss(1600, 3300, 0.22),
  h: hiss(1400, 2500, 0.25),
  x: hiss(2400, 3400, 0.35),
  c: stop(1900),
  k: stop(1900),
  q: stop(1700),
  g: stop(1700),
  p: stop(900),
  b: stop(900),
  t: stop(2800),
  d: stop(2500),
  j: stop(2300, 0.6),
  ' ': pause(22),
  ',': pause(110),
  ';': pause(120),
  '.': pause(170),
  '!': pause(170),
  '?': pause(170),
};
const PAIRS = /ee|ea|oo|ai|ay|ou|ow|sh|ch|th|(?<double>[a-z])\k<double>|./g;
const SAME_SOUND: Record<string, string> = { ea: 'ee', ay: 'ai', ow: 'ou' };

export function phonesOf(text: string): Phone[] {
  const spoken = text.toLowerCase().replace(/\d/g, (digit) => `${DIGITS[Number(digit)]} `);
  return [...spoken.matchAll(PAIRS)].flatMap(([letters]) => {
    const sound = SAME_SOUND[letters] ?? letters;
    const phone = PHONES[sound] ?? PHONES[letters.charAt(0)];
    return phone ? [phone] : [];
  });
}

const DIGITS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
