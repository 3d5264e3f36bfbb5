import type { Message } from './messages.ts';

/** Where a room's messages come from. It remembers what it last said, so that it says only what is new. */
export interface RoomSource {
  /** All that the room shows now, for one who just came. */
  current(): Promise<Message[]>;
  /** What is different from the last time. */
  changes(): Promise<Message[]>;
}
