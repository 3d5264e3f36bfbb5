import { LRUCache } from 'lru-cache';

const MOST_BYTES = 64 * 2 ** 20;

/** Recordings of conversations as WAV; when the shelf is full the one asked for longest ago goes. */
export class VoiceShelf {
  readonly #recordings = new LRUCache<string, Buffer>({
    maxSize: MOST_BYTES,
    sizeCalculation: (wav) => wav.length,
  });

  /** False when there is nothing to keep. */
  keep(conversationId: string, wav: Buffer | undefined): boolean {
    if (wav === undefined) return false;
    this.#recordings.set(conversationId, wav);
    return true;
  }

  find(conversationId: string): Buffer | undefined {
    return this.#recordings.get(conversationId);
  }

  delete(conversationId: string): void {
    this.#recordings.delete(conversationId);
  }

  clear(): void {
    this.#recordings.clear();
  }
}
