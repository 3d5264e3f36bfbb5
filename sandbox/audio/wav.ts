import { DECODED, SAMPLE_RATE } from './mulaw.ts';

const HEADER_BYTES = 44;

/**
 * A WAV of 16-bit PCM at 8 kHz, which every player knows (and what Twilio's 128 kbit/s a channel amounts to).
 * @param interleaved μ-law bytes, left and right by turns
 * @param channels 2 keeps both sides apart; 1 mixes them
 */
export function wavOf(interleaved: Buffer, channels: 1 | 2): Buffer {
  const pairs = interleaved.length >> 1;
  const wav = Buffer.allocUnsafe(HEADER_BYTES + pairs * channels * 2);
  writeHeader(wav, channels);
  let at = HEADER_BYTES;
  for (let pair = 0; pair < pairs; pair++) {
    const left = DECODED[interleaved[pair * 2] as number] as number;
    const right = DECODED[interleaved[pair * 2 + 1] as number] as number;
    if (channels === 2) {
      wav.writeInt16LE(left, at);
      wav.writeInt16LE(right, at + 2);
      at += 4;
    } else {
      wav.writeInt16LE(Math.max(-32_768, Math.min(32_767, left + right)), at);
      at += 2;
    }
  }
  return wav;
}

function writeHeader(wav: Buffer, channels: number): void {
  wav.write('RIFF', 0, 'latin1');
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.write('WAVEfmt ', 8, 'latin1');
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(channels, 22);
  wav.writeUInt32LE(SAMPLE_RATE, 24);
  wav.writeUInt32LE(SAMPLE_RATE * channels * 2, 28);
  wav.writeUInt16LE(channels * 2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36, 'latin1');
  wav.writeUInt32LE(wav.length - HEADER_BYTES, 40);
}
