import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AudioEar } from '../../bench/bridge/generator/audio-ear.ts';
import { writeAudio, writeMedia } from '../../bench/bridge/generator/spoken.ts';
import {
  type Direction,
  fillingOf,
  fillingsOf,
  readStamp,
  STAMP_CHARS,
  type Stamp,
  UNIT_BYTES,
  writeStamp,
} from '../../bench/bridge/generator/stamps.ts';
import { Track } from '../../bench/bridge/generator/track.ts';
import { agentMessageSchema } from '../../contracts/vendors/elevenlabs.ts';
import { streamMessageSchema } from '../../contracts/vendors/twilio.ts';

const stamps = fc.record({
  sender: fc.integer({ min: 0, max: 2 ** 18 - 1 }),
  sequence: fc.integer({ min: 0, max: 2 ** 18 - 1 }),
  sentAt: fc.integer({ min: 0, max: 2 ** 36 - 1 }),
});

function read(text: Buffer, direction: Direction): Stamp | undefined {
  const stamp = { sender: 0, sequence: 0, sentAt: 0 };
  return readStamp(text, 0, direction, stamp) ? stamp : undefined;
}

describe('a stamp', () => {
  it('is read as it was written, and is base64 of twelve bytes', () => {
    fc.assert(
      fc.property(stamps, (stamp) => {
        const text = Buffer.alloc(STAMP_CHARS);
        writeStamp(text, 0, 'up', stamp);
        expect(read(text, 'up')).toEqual(stamp);
        expect(read(text, 'down')).toBeUndefined();
        expect(Buffer.from(Buffer.from(text.toString(), 'base64').toString('base64'))).toEqual(text);
      }),
    );
  });

  it('is not read when one of its characters is another', () => {
    fc.assert(
      fc.property(stamps, fc.nat(STAMP_CHARS - 1), fc.integer({ min: 33, max: 126 }), (stamp, at, code) => {
        const text = Buffer.alloc(STAMP_CHARS);
        writeStamp(text, 0, 'up', stamp);
        fc.pre(text[at] !== code);
        text[at] = code;
        expect(read(text, 'up')).toBeUndefined();
      }),
    );
  });

  it('is followed by a filling that differs from one unit to the next', () => {
    for (const direction of ['up', 'down'] as const) {
      const fillings = fillingsOf(direction);
      const texts = [0, 1, 2, 3, 4, 5, 6, 7].map((sequence) => fillingOf(fillings, sequence).toString());
      expect(new Set(texts).size).toBe(8);
      expect(texts.map((text) => Buffer.from(text, 'base64').length)).toEqual(
        Array(8).fill(UNIT_BYTES[direction]),
      );
    }
  });
});

describe('messages with audio', () => {
  const stamp = { sender: 7, sequence: 98, sentAt: 123_456 };

  it('are what Twilio and the agent send, by the contracts', () => {
    const media = JSON.parse(writeMedia('MZ1', 100, stamp).toString());
    expect(streamMessageSchema.parse(media)).toMatchObject({ event: 'media', streamSid: 'MZ1' });
    expect(media).toMatchObject({ sequenceNumber: '100', media: { chunk: '99', timestamp: '2115' } });
    const audio = agentMessageSchema.parse(JSON.parse(writeAudio(2, stamp).toString()));
    expect(audio).toMatchObject({ type: 'audio', audio_event: { event_id: 2 } });
  });
});

/** Payload of the nth unit upwards. */
function payload(sequence: number): string {
  return JSON.parse(writeMedia('MZ1', 1, { sender: 7, sequence, sentAt: 1_000 }).toString()).media.payload;
}

function listener() {
  const notes: unknown[] = [];
  const ear = new AudioEar(
    'up',
    ({ audio, wrong }) => (wrong ? 'faulty' : audio === undefined ? undefined : String(audio)),
    {
      heard: ({ sequence }, arrivedAt) => notes.push([sequence, arrivedAt]),
      altered: () => notes.push('altered'),
      said: (message) => notes.push(message),
      faulty: () => notes.push('faulty'),
    },
  );
  const hear = (message: string | object, at = 5) =>
    ear.take(Buffer.from(typeof message === 'string' ? message : JSON.stringify(message)), at);
  return { notes, hear };
}

describe('the ear', () => {
  it('hears units, however the messages are written', () => {
    const { notes, hear } = listener();
    hear({ audio: payload(0) });
    hear({ audio: payload(1) });
    hear(`{ "more": 1, "audio" : "${payload(2)}" }`);
    hear(`{ "more": 2, "audio" : "${payload(3)}" }`);
    expect(notes).toEqual([
      [0, 5],
      [1, 5],
      [2, 5],
      [3, 5],
    ]);
  });

  it('notices audio that was changed, in its stamp or behind it, in the first message or a later one', () => {
    const changed = (sequence: number, at: number) => {
      const text = payload(sequence);
      return text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
    };
    const { notes, hear } = listener();
    hear({ audio: changed(0, 100) });
    hear({ audio: payload(1) });
    hear({ audio: changed(2, 3) });
    hear({ audio: changed(3, 100) });
    hear({ audio: payload(4) });
    expect(notes).toEqual(['altered', [1, 5], 'altered', 'altered', [4, 5]]);
  });

  it('puts units together that were cut anew, each at the time of its first piece', () => {
    const { notes, hear } = listener();
    const all = Buffer.concat([0, 1, 2].map((sequence) => Buffer.from(payload(sequence), 'base64')));
    hear({ audio: all.subarray(0, 100).toString('base64') }, 10);
    hear({ audio: all.subarray(100, 200).toString('base64') }, 20);
    hear({ audio: all.subarray(200, 480).toString('base64') }, 30);
    expect(notes).toEqual([
      [0, 10],
      [1, 20],
      [2, 30],
    ]);
  });

  it('judges a message anew when anything but its audio is different', () => {
    const { notes, hear } = listener();
    hear({ audio: payload(0), wrong: 0 });
    hear({ audio: payload(1), wrong: 1 });
    hear({ wrong: 1, audio: payload(2) });
    expect(notes).toEqual([[0, 5], 'faulty', 'faulty']);
  });

  it('hands on other messages and notices what is none', () => {
    const { notes, hear } = listener();
    hear({ type: 'pong' });
    hear('{"audio":');
    hear('7');
    expect(notes).toEqual([{ type: 'pong' }, 'faulty', 'faulty']);
  });
});

describe('the track', () => {
  const send = (track: Track, count: number) => Array.from({ length: count }, () => track.take());

  it('counts what was sent in its window and what became of it', () => {
    const track = new Track();
    send(track, 3);
    track.begin();
    send(track, 6);
    track.end();
    send(track, 2);
    const came = [2, 3, 6, 4, 5, 5, 8, 9].map((sequence) => track.came(sequence));
    expect(came).toEqual([false, true, true, true, true, false, true, false]);
    expect(track.counts()).toEqual({ sent: 6, received: 5, lost: 1, reordered: 2, duplicated: 1 });
  });

  it('counts nothing before its window, and takes no number that was never sent', () => {
    const track = new Track();
    send(track, 1);
    expect(track.came(0)).toBe(false);
    expect(track.counts().sent).toBe(0);
    track.begin();
    expect(track.came(5)).toBe(false);
  });

  it('holds for calls of any length', () => {
    const track = new Track();
    track.begin();
    for (const sequence of send(track, 10_000)) track.came(sequence);
    expect(track.counts()).toMatchObject({ sent: 10_000, received: 10_000, lost: 0, duplicated: 0 });
  });
});
