const { imul } = Math;

/**
 * A number between 0 and 1 that every character of the text has a part in: like chance, but the same text gives the same
 * number in every process, for ever. Choices that must not change when they are made again are drawn with it.
 */
export function chance(text: string): number {
  let one = 0x811c9dc5;
  let other = 0x9747b28c;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    one = imul(one ^ code, 0x01000193);
    other = imul(other ^ (other >>> 15) ^ code, 0x5bd1e995);
  }
  // 52 bits and a half: neither 0 nor 1 can come out.
  return (scattered(one) * 2 ** 20 + (scattered(other ^ one) >>> 12) + 0.5) / 2 ** 52;
}

/** The final mix of MurmurHash3: near inputs land far from each other. */
function scattered(bits: number): number {
  let mixed = bits ^ (bits >>> 16);
  mixed = imul(mixed, 0x85ebca6b);
  mixed = imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
