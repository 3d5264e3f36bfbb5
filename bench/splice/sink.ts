import { Sender } from './ws-sender.ts';

/** Stands for a connection: takes what is written, and keeps the last frame's parts. */
export class Sink {
  bytes = 0;
  readonly writableLength = 0;
  last: (Buffer | string)[] = [];
  #isCorked = false;

  write(part: Buffer | string): boolean {
    this.bytes += part.length;
    if (this.#isCorked) this.last.push(part);
    else this.last = [part];
    return true;
  }

  cork(): void {
    this.#isCorked = true;
    this.last = [];
  }

  uncork(): void {
    this.#isCorked = false;
  }

  /** The framing of ws, onto this. @param mask as a client does */
  byWs(mask: boolean): (message: Buffer | string) => void {
    const sender = new Sender(this);
    return (message) => sender.send(message, { binary: false, compress: false, fin: true, mask });
  }
}
