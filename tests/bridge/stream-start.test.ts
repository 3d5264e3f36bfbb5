import { describe, expect, it } from '@jest/globals';
import type { StreamStart } from '../../contracts/vendors/twilio.ts';
import { planOf } from '../../media-bridge/stream-start.ts';

const fallback = { agentId: 'agent_default', maxSeconds: 3_600 };

function start(change: Partial<StreamStart> = {}): StreamStart {
  return {
    streamSid: 'MZ1',
    accountSid: 'AC1',
    callSid: 'CA1',
    tracks: ['inbound'],
    mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
    customParameters: {},
    ...change,
  };
}

describe('start', () => {
  it('needs no parameter', () => {
    expect(planOf(start(), fallback)).toEqual({
      ok: true,
      plan: { agentId: 'agent_default', maxSeconds: 3_600, variables: {} },
    });
  });

  it('gives agent, length and variables; anything else is left alone', () => {
    const customParameters = {
      agent_id: 'agent_a',
      max_seconds: '90',
      var_name: 'Ann',
      var_: 'x',
      other: 'y',
    };
    expect(planOf(start({ customParameters }), fallback)).toEqual({
      ok: true,
      plan: { agentId: 'agent_a', maxSeconds: 90, variables: { name: 'Ann' } },
    });
  });

  it.each(['0', '-1', '1.5', '7201', 'x', '1e9', 'NaN'])(
    'refuses max_seconds %s and says what would do',
    (text) => {
      expect(planOf(start({ customParameters: { max_seconds: text } }), fallback)).toEqual({
        ok: false,
        fault: 'max_seconds must be a whole number from 1 to 7200',
      });
    },
  );

  it('refuses a format that would have to be converted, and names it', () => {
    const mediaFormat = { encoding: 'audio/opus', sampleRate: 16_000, channels: 2 };
    expect(planOf(start({ mediaFormat }), fallback)).toEqual({
      ok: false,
      fault: 'media format is audio/opus 16000 Hz × 2; audio/x-mulaw 8000 Hz × 1 is needed',
    });
  });

  it("refuses a track that carries the agent's own voice", () => {
    expect(planOf(start({ tracks: ['inbound', 'outbound'] }), fallback).ok).toBe(false);
  });
});
