import type { Context } from '../context.ts';
import type { Random } from '../random.ts';
import type { Call } from './call.ts';
import type { Address } from './call-order.ts';
import type { MediaStream } from './media-stream.ts';
import type { PhoneLine } from './phone-line.ts';
import type { Speaker } from './speaker.ts';
import type { Document } from './twiml-document.ts';

/** What comes after a verb: the one below it, the end, or the document at an address. */
export type Next = 'go on' | 'end' | { from: Address; more: Record<string, string> };

/** What a verb is played with. */
export interface Stage {
  context: Context;
  call: Call;
  line: PhoneLine;
  random: Random;
  speaker: Speaker;
  /** The document that the verb stands in. */
  document: Document;
  stopped: AbortSignal;
  onStream: (stream: MediaStream | undefined) => void;
}
