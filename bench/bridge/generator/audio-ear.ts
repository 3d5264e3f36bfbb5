import { type Direction, readStamp, type Stamp, UNIT_BYTES } from './stamps.ts';
import { isUnaltered, unitLength } from './track.ts';

export interface EarEvents {
  /** A unit arrived whole. `stamp` is good until this returns. */
  heard: (stamp: Readonly<Stamp>, arrivedAt: number) => void;
  /** Audio arrived that is no unit of ours any more. */
  altered: () => void;
  /** A message without audio, parsed. */
  said: (message: Record<string, unknown>) => void;
  /** A message that the vendor would not understand. */
  faulty: () => void;
}

/** The payload of an audio message, 'faulty' when the vendor would ignore it, undefined when it is another message. */
export type PayloadOf = (message: Record<string, unknown>) => string | 'faulty' | undefined;

interface Shape {
  head: Buffer;
  tail: Buffer;
}

/**
 * Listens to what a bridge sends to one vendor. The first audio message is parsed, and judged as the vendor would; later
 * ones that differ from it in nothing but the payload are taken without parsing, however a bridge happens to write
 * them. A bridge may cut audio anew: then units are put together again from its pieces.
 */
export class AudioEar {
  readonly #direction: Direction;
  readonly #payloadOf: PayloadOf;
  readonly #events: EarEvents;
  readonly #stamp: Stamp = { sender: 0, sequence: 0, sentAt: 0 };
  #shape: Shape | undefined;
  /** Decoded pieces that are no whole unit yet, and when the first of them arrived. */
  #pieces: Buffer | undefined;
  #piecesSince = 0;

  constructor(direction: Direction, payloadOf: PayloadOf, events: EarEvents) {
    this.#direction = direction;
    this.#payloadOf = payloadOf;
    this.#events = events;
  }

  /** @param arrivedAt microseconds on the clock of the stamps */
  take(message: Buffer, arrivedAt: number): void {
    const shape = this.#shape;
    if (shape && !this.#pieces && hasShape(message, shape, unitLength(this.#direction))) {
      this.#takeUnit(message, shape.head.length, arrivedAt);
    } else {
      this.#parse(message, arrivedAt);
    }
  }

  #parse(message: Buffer, arrivedAt: number): void {
    const text = message.toString('utf8');
    const json = parseObject(text);
    const payload = json && this.#payloadOf(json);
    if (json === undefined || payload === 'faulty') this.#events.faulty();
    else if (payload === undefined) this.#events.said(json);
    else this.#takePayload(text, payload, arrivedAt);
  }

  #takePayload(text: string, payload: string, arrivedAt: number): void {
    const [head = '', tail, ...more] = text.split(payload);
    if (payload.length === unitLength(this.#direction) && !this.#pieces) {
      if (tail !== undefined && more.length === 0)
        this.#shape = { head: Buffer.from(head), tail: Buffer.from(tail) };
      this.#takeUnit(Buffer.from(payload, 'latin1'), 0, arrivedAt);
    } else {
      this.#takePiece(Buffer.from(payload, 'base64'), arrivedAt);
    }
  }

  #takeUnit(source: Buffer, at: number, arrivedAt: number): void {
    const stamp = this.#stamp;
    if (
      readStamp(source, at, this.#direction, stamp) &&
      isUnaltered(source, at, this.#direction, stamp.sequence)
    )
      this.#events.heard(stamp, arrivedAt);
    else this.#events.altered();
  }

  /** A unit counts as arrived when its first piece did: a bridge that paces the rest delays nothing that is heard. */
  #takePiece(piece: Buffer, arrivedAt: number): void {
    const unit = UNIT_BYTES[this.#direction];
    const since = this.#pieces ? this.#piecesSince : arrivedAt;
    let all = this.#pieces ? Buffer.concat([this.#pieces, piece]) : piece;
    for (let first = since; all.length >= unit; first = arrivedAt) {
      this.#takeUnit(Buffer.from(all.toString('base64', 0, unit), 'latin1'), 0, first);
      all = all.subarray(unit);
      this.#piecesSince = arrivedAt;
    }
    if (!this.#pieces) this.#piecesSince = arrivedAt;
    this.#pieces = all.length === 0 ? undefined : all;
  }
}

function hasShape(message: Buffer, { head, tail }: Shape, payloadLength: number): boolean {
  const tailAt = head.length + payloadLength;
  if (message.length !== tailAt + tail.length) return false;
  return head.compare(message, 0, head.length) === 0 && tail.compare(message, tailAt) === 0;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? { ...json } : undefined;
  } catch {
    return undefined;
  }
}
