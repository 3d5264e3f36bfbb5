/**
 * How long a WAV file lasts, in seconds, by its bytes a second and its length; undefined when it is not one. The length
 * that the header states is not used: what is streamed states none.
 * @param head the beginning of the file, with its header
 * @param bytes of the whole file
 */
export function wavSeconds(head: Buffer, bytes: number): number | undefined {
  if (head.toString('latin1', 0, 4) !== 'RIFF' || head.toString('latin1', 8, 12) !== 'WAVE') return undefined;
  let bytesPerSecond = 0;
  for (let at = 12; at + 8 <= head.length; ) {
    const id = head.toString('latin1', at, at + 4);
    const size = head.readUInt32LE(at + 4);
    if (id === 'data') return bytesPerSecond > 0 ? (bytes - at - 8) / bytesPerSecond : undefined;
    if (id === 'fmt ' && at + 20 <= head.length) bytesPerSecond = head.readUInt32LE(at + 16);
    // Chunks begin at even places.
    at += 8 + size + (size % 2);
  }
  return undefined;
}
