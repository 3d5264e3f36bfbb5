import { writeAudio, writeMedia } from '../bridge/generator/spoken.ts';

/** Fifty a second from the person, five from the agent. */
const UP_OF_EACH_DOWN = 10;
const DOWN = 300;
/** Calls that speak in turns, as on a bridge: each is at another place of its call. */
const CALLS = 20;
const STREAM_SID = `MZ${'0123456789abcdef'.repeat(2)}`;

export interface Messages {
  up: Buffer[];
  down: Buffer[];
}

/** Messages of both vendors as they come from the network, of the middle of a call. */
export function makeMessages(): Messages {
  const stamp = (sequence: number) => ({ sender: sequence % CALLS, sequence, sentAt: sequence * 20_000 });
  return {
    up: Array.from({ length: DOWN * UP_OF_EACH_DOWN }, (_, index) =>
      Buffer.from(writeMedia(STREAM_SID, index + 2_000, stamp(index + 2_000))),
    ),
    down: Array.from({ length: DOWN }, (_, index) => Buffer.from(writeAudio(index + 100, stamp(index)))),
  };
}
