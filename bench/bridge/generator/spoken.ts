import { type Direction, type Stamp, writeStamp } from './stamps.ts';
import { copyUnit, unitLength } from './track.ts';

/** Writes the messages that carry audio, as text frames' payloads, into one place: good until the next is written. */
const scratch = Buffer.alloc(4_096);

/** Twilio's first timestamps are not 0. */
const FIRST_TIMESTAMP_MS = 155;
const UP_MS = 20;

/** One `media` message of Twilio. */
export function writeMedia(streamSid: string, sequenceNumber: number, stamp: Stamp): Buffer {
  const chunk = stamp.sequence + 1;
  const timestamp = FIRST_TIMESTAMP_MS + stamp.sequence * UP_MS;
  const media = `"media":{"track":"inbound","chunk":"${chunk}","timestamp":"${timestamp}","payload":"`;
  const head = `{"event":"media","sequenceNumber":"${sequenceNumber}",${media}`;
  return write('up', head, `"},"streamSid":"${streamSid}"}`, stamp);
}

/** One `audio` message of an agent. */
export function writeAudio(eventId: number, stamp: Stamp): Buffer {
  return write(
    'down',
    '{"type":"audio","audio_event":{"audio_base_64":"',
    `","event_id":${eventId}}}`,
    stamp,
  );
}

function write(direction: Direction, head: string, tail: string, stamp: Stamp): Buffer {
  const at = scratch.write(head, 0, 'latin1');
  copyUnit(scratch, at, direction, stamp.sequence);
  writeStamp(scratch, at, direction, stamp);
  const end = at + unitLength(direction);
  return scratch.subarray(0, end + scratch.write(tail, end, 'latin1'));
}
