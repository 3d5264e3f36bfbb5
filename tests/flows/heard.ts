const FRAME_MS = 20;
/** Mean magnitude of a frame that counts as sound; full scale is 32,767. */
const AUDIBLE = 200;

export interface Gap {
  fromMs: number;
  toMs: number;
}

/** Less is a pause between words. */
const SHORTEST_MS = 200;

/**
 * The first silence that a person heard which was not over at a moment.
 * @param wav a recording of two channels, 16 bits, 8 kHz: the person, and what they heard
 * @param atMs milliseconds since the answer
 */
export function silenceAt(wav: Buffer, atMs: number): Gap | undefined {
  let fromMs = 0;
  for (const [index, audible] of [...audibleFrames(wav), true].entries()) {
    if (!audible) continue;
    const toMs = index * FRAME_MS;
    if (toMs > atMs && toMs - fromMs >= SHORTEST_MS) return { fromMs, toMs };
    fromMs = toMs + FRAME_MS;
  }
  return undefined;
}

function audibleFrames(wav: Buffer): boolean[] {
  const data = wav.subarray(wav.indexOf('data') + 8);
  const frameBytes = 8 * FRAME_MS * 4;
  return Array.from({ length: Math.floor(data.length / frameBytes) }, (_, frame) => {
    let sum = 0;
    for (let at = 0; at < frameBytes; at += 4) sum += Math.abs(data.readInt16LE(frame * frameBytes + at + 2));
    return sum / (frameBytes / 4) > AUDIBLE;
  });
}
