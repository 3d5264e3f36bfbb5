import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { agentAudioIn, audioMs, MEDIA_TAIL, mediaHead } from '../../media-bridge/splice.ts';

const STREAM_SID = 'MZ0123456789abcdef0123456789abcdef';

const payloads = fc
  .uint8Array({ minLength: 1, maxLength: 400 })
  .map((bytes) => Buffer.from(bytes).toString('base64'));

/** Texts that try to look like the keys that are searched for. */
const nasty = fc.oneof(
  fc.string(),
  fc.constantFrom(
    '"payload":"x"',
    '"audio_base_64":"AAAA","event_id":7',
    '\\"event_id\\":9',
    '{"event":"media"',
    'audio_base_64',
  ),
);

/** One JSON text for a value, with white space and order of keys as drawn. */
function written(value: unknown, space: string, reversed: boolean): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value))
    return `[${value.map((item) => written(item, space, reversed)).join(`,${space}`)}]`;
  const entries = Object.entries(value);
  if (reversed) entries.reverse();
  const fields = entries.map(
    ([key, item]) => `${JSON.stringify(key)}${space}:${space}${written(item, space, reversed)}`,
  );
  return `{${space}${fields.join(`,${space}`)}${space}}`;
}

describe("the agent's audio is found", () => {
  const audio = fc.record({
    payload: payloads,
    eventId: fc.integer({ min: -5, max: 2 ** 40 }),
    space: fc.constantFrom('', ' ', '\n\t '),
    reversed: fc.boolean(),
    aligned: fc.option(fc.array(fc.string({ minLength: 1, maxLength: 1 }))),
    typeFirst: fc.boolean(),
  });

  it('in any order of keys, with any white space, with and without alignment', () => {
    fc.assert(
      fc.property(audio, ({ payload, eventId, space, reversed, aligned, typeFirst }) => {
        const event = {
          audio_base_64: payload,
          event_id: eventId,
          ...(aligned ? { alignment: { chars: aligned, char_start_times_ms: aligned.map(() => 1) } } : {}),
        };
        const whole = typeFirst
          ? { type: 'audio', audio_event: event }
          : { audio_event: event, type: 'audio' };
        const message = Buffer.from(written(whole, space, reversed));
        const found = agentAudioIn(message);
        expect(found?.eventId).toBe(eventId);
        expect(message.toString('latin1', found?.start, found?.end)).toBe(payload);
      }),
    );
  });

  it.each([
    ['another type', '{"type":"ping","ping_event":{"event_id":1}}'],
    ['an escape in the payload', '{"type":"audio","audio_event":{"audio_base_64":"AA\\/A","event_id":1}}'],
    ['no id', '{"type":"audio","audio_event":{"audio_base_64":"AAAA"}}'],
    ['an id that is no integer', '{"type":"audio","audio_event":{"audio_base_64":"AAAA","event_id":1.5}}'],
    ['an id with an exponent', '{"type":"audio","audio_event":{"audio_base_64":"AAAA","event_id":1e3}}'],
    ['an id in quotes', '{"type":"audio","audio_event":{"audio_base_64":"AAAA","event_id":"1"}}'],
    ['an unknown first key', '{"x":1,"type":"audio","audio_event":{"audio_base_64":"AAAA","event_id":1}}'],
    ['a message cut off', '{"type":"audio","audio_event":{"audio_base_64":"AAAA'],
    ['a number for a payload', '{"type":"audio","audio_event":{"audio_base_64":5,"event_id":1}}'],
    ['text that is no JSON', 'audio'],
  ])('but not in %s', (_, message) => {
    expect(agentAudioIn(Buffer.from(message))).toBeUndefined();
  });

  it('never in a message of another type, whatever is said in it', () => {
    fc.assert(
      fc.property(fc.constantFrom('agent_response', 'client_tool_call', 'error'), nasty, (type, text) => {
        const message = { type, agent_response_event: { agent_response: text, event_id: 3 } };
        expect(agentAudioIn(Buffer.from(JSON.stringify(message)))).toBeUndefined();
      }),
    );
  });

  it("becomes Twilio's media with exactly the documented fields", () => {
    fc.assert(
      fc.property(payloads, (payload) => {
        const message = Buffer.from(
          JSON.stringify({ type: 'audio', audio_event: { audio_base_64: payload, event_id: 1 } }),
        );
        const found = agentAudioIn(message);
        const media = Buffer.concat([
          mediaHead(STREAM_SID),
          message.subarray(found?.start, found?.end),
          MEDIA_TAIL,
        ]);
        expect(JSON.parse(media.toString())).toEqual({
          event: 'media',
          streamSid: STREAM_SID,
          media: { payload },
        });
      }),
    );
  });
});

it('tells the length of audio from its base64: 160 bytes are 20 ms', () => {
  expect(audioMs(Buffer.alloc(160).toString('base64').length)).toBeCloseTo(20, 0);
  expect(audioMs(Buffer.alloc(24_000).toString('base64').length)).toBe(3_000);
});
