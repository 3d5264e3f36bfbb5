import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MediaLayout } from '../../media-bridge/media-layout.ts';
import type { Audio } from '../../media-bridge/splice.ts';

const SID = 'MZ0123456789abcdef0123456789abcdef';

let layout: MediaLayout;
beforeEach(() => {
  layout = new MediaLayout();
});

/** Among other bytes, as in what is read from a socket. */
function find(message: Buffer): Audio | undefined {
  const bytes = Buffer.concat([media(77, 'before'), message, media(78, 'behind')]);
  const from = media(77, 'before').length;
  return layout.find(bytes, from, from + message.length);
}

/** As Twilio writes it. */
function media(number: number | string, payload: string, timestamp: number | string = 195): Buffer {
  return Buffer.from(
    `{"event":"media","sequenceNumber":"${number}","media":{"track":"inbound","chunk":"${number}",` +
      `"timestamp":"${timestamp}","payload":"${payload}"},"streamSid":"${SID}"}`,
  );
}

function text(audio: Audio | undefined): string | undefined {
  return audio?.bytes.toString('latin1', audio.start, audio.end);
}

describe('once a message was parsed, the next', () => {
  it('are found without parsing, whatever their numbers and payloads', () => {
    expect(find(media(10, 'AAAA'))).toBeUndefined();
    expect(text(layout.learn(media(10, 'AAAA'), 'AAAA'))).toBe('AAAA');
    expect(text(find(media(99, 'BBBBBBBB', 999)))).toBe('BBBBBBBB');
    expect(text(find(media(11, 'C')))).toBe('C');
  });

  it('are parsed again when a number has grown, and then found', () => {
    layout.learn(media(9, 'AAAA'), 'AAAA');
    expect(find(media(10, 'AAAA'))).toBeUndefined();
    layout.learn(media(10, 'AAAA'), 'AAAA');
    expect(text(find(media(11, 'AAAA')))).toBe('AAAA');
  });

  it.each([
    ['nothing', ''],
    ['less than what is around the payload', '{"event":"media"}'],
    ['an escape in the payload', media(11, 'AA\\/A')],
    ['a quotation mark in it', media(11, 'AA","x":"A')],
    ['an empty payload', media(11, '')],
    ['another event', media(11, 'AAAA').toString().replace('"media"', '"medio"')],
    ['another key', media(11, 'AAAA').toString().replace('payload', 'paylaod')],
    ['something behind it', `${media(11, 'AAAA')} `],
    ['a number that is none', media('1"', 'AAAA')],
  ])('are not found with %s', (_, message) => {
    layout.learn(media(10, 'AAAA'), 'AAAA');
    expect(find(Buffer.from(message))).toBeUndefined();
  });
});

it('is not found in a message that says something else behind it', () => {
  const written = (key: string) =>
    Buffer.from(`{"event":"media","media":{"payload":"AAAA"},"${key}":{"payload":"BBBBBB"}}`);
  expect(text(layout.learn(written('medio'), 'AAAA'))).toBe('AAAA');
  expect(text(find(written('medio')))).toBe('AAAA');
  expect(find(written('media'))).toBeUndefined();
});

it('is learned with little behind the payload', () => {
  const written = (text: string) =>
    Buffer.from(`{"event":"media","streamSid":"MZ","media":{"payload":"${text}"}}`);
  expect(text(layout.learn(written('AAAA'), 'AAAA'))).toBe('AAAA');
  expect(text(find(written('B')))).toBe('B');
  expect(find(Buffer.from('{"event":"media","streamSid":"MZ","media":{"payload":"B"},"}'))).toBeUndefined();
});

describe('nothing is learned', () => {
  it.each([
    ['from escapes', '{"event":"media","media":{"p\\u0061yload":"AAAA"},"streamSid":"MZ"}'],
    ['where the payload has a double before it', '{"x":"AAAA","event":"media","media":{"payload":"AAAA"} }'],
    [
      'where it is overruled later',
      '{"media":{"payload":"AAAA"},"event":"media","media":{"payload":"BBBB"}}',
    ],
    ['from what is no JSON', '{"media":{"payload":"AAAA"},'],
  ])('%s', (_, message) => {
    expect(layout.learn(Buffer.from(message), 'AAAA')).toBeUndefined();
    expect(find(Buffer.from(message))).toBeUndefined();
  });
});

/** Objects in which `payload` may stand anywhere, more than once, and look like something else. */
const nasty = fc.constantFrom(
  'payload',
  'media',
  '"payload":"A1"',
  '{"media":{"payload":"A"}}',
  'A1',
  '7',
  'ü',
);
const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    nasty,
    fc.integer({ min: 0, max: 99 }),
    fc.constant(null),
    fc.dictionary(fc.oneof(nasty, fc.constantFrom('track', 'x7')), tie('value'), { maxKeys: 3 }),
  ),
})).value;
const payload = fc.constantFrom('A1', '7', 'AAAA', 'A1B2C3D4', '77777777');
const message = fc
  .record({
    before: fc.dictionary(fc.oneof(nasty, fc.constant('a')), values, { maxKeys: 2 }),
    inside: fc.dictionary(fc.oneof(nasty, fc.constant('b')), values, { maxKeys: 2 }),
    after: fc.dictionary(fc.oneof(nasty, fc.constant('c')), values, { maxKeys: 2 }),
    payload,
    space: fc.constantFrom('', '', ' '),
  })
  .map(({ before, inside, after, payload, space }) => {
    const parts = [fields(before), `"media":${space}{${[...fields(inside), `"payload":"${payload}"`]}}`];
    return `{${[...parts.flat(), '"event":"media"', ...fields(after)].join(`,${space}`)}}`;
  });

function fields(object: Record<string, unknown>): string[] {
  return Object.entries(object).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
}

function parsed(message: string): unknown {
  try {
    return JSON.parse(message).media?.payload;
  } catch {
    return 'no JSON';
  }
}

/** The same message with other digits, or with something else somewhere. */
const changes = fc.array(
  fc.record({ at: fc.nat(), put: fc.constantFrom('0', '5', '9', '"', '\\', ':', ',', '{', '}', 'a', ' ') }),
  { maxLength: 3 },
);

function changed(text: string, edits: { at: number; put: string }[]): string {
  return edits.reduce((now, { at, put }) => {
    const place = at % now.length;
    return now.slice(0, place) + put + now.slice(place + 1);
  }, text);
}

it('never finds anything but what JSON.parse reads, whatever is learned and however the next is written', () => {
  let found = 0;
  const property = fc.property(message, changes, fc.boolean(), (first, edits, digitsOnly) => {
    layout = new MediaLayout();
    const known = parsed(first);
    if (typeof known === 'string' && known !== 'no JSON') {
      const learned = layout.learn(Buffer.from(first), known);
      if (learned) expect(text(learned)).toBe(known);
    }
    const next = digitsOnly
      ? first.replace(/\d/g, (digit) => String((Number(digit) + 3) % 10))
      : changed(first, edits);
    const audio = find(Buffer.from(next));
    const truth = parsed(next);
    // What is no JSON at all may pass, as long as only digits make it so.
    if (!audio || truth === 'no JSON') return;
    found++;
    expect(text(audio)).toBe(truth);
  });
  fc.assert(property, { numRuns: 3_000 });
  expect(found).toBeGreaterThan(100);
});
