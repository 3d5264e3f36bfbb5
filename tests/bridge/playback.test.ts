import { describe, expect, it } from '@jest/globals';
import { Playback } from '../../media-bridge/playback.ts';

/** Base64 characters of one second of audio. */
const SECOND = (8_000 * 4) / 3;

describe('playback', () => {
  it('knows how long Twilio still plays: bursts add up, silence does not', () => {
    const playback = new Playback();
    playback.queued(SECOND, 0);
    playback.queued(SECOND, 10);
    expect(playback.remainingMs(0)).toBeCloseTo(2_000, 0);
    expect(playback.remainingMs(1_500)).toBeCloseTo(500, 0);
    expect(playback.remainingMs(9_000)).toBe(0);
    playback.queued(SECOND, 9_000);
    expect(playback.remainingMs(9_000)).toBeCloseTo(1_000, 0);
  });

  it('asks once for each stretch of audio', () => {
    const playback = new Playback();
    expect(playback.takeMark()).toBeUndefined();
    playback.queued(SECOND, 0);
    expect(playback.takeMark()).toBe('m1');
    expect(playback.takeMark()).toBeUndefined();
    playback.queued(SECOND, 0);
    expect(playback.takeMark()).toBe('m2');
  });

  it('is done when the last mark has come back', () => {
    const playback = new Playback();
    expect(playback.isDone()).toBe(true);
    playback.queued(SECOND, 0);
    expect(playback.isDone()).toBe(false);
    playback.takeMark();
    playback.queued(SECOND, 0);
    playback.takeMark();
    expect(playback.echoed('m1')).toBe('played');
    expect(playback.isDone()).toBe(false);
    expect(playback.echoed('m2')).toBe('played');
    expect(playback.isDone()).toBe(true);
  });

  it('takes an echo for what it says: a later one stands for those before it', () => {
    const playback = new Playback();
    for (let mark = 0; mark < 3; mark++) {
      playback.queued(SECOND, 0);
      playback.takeMark();
    }
    expect(playback.echoed('m3')).toBe('played');
    expect(playback.isDone()).toBe(true);
    expect(playback.echoed('m2')).toBe('unknown');
  });

  it.each(['m0', 'm9', 'x1', 'm', '', 'm1e0', 'm-1'])('does not know the mark "%s"', (name) => {
    const playback = new Playback();
    playback.queued(SECOND, 0);
    playback.takeMark();
    expect(playback.echoed(name)).toBe('unknown');
  });

  it('is empty after an interruption, and a cleared mark is not taken for played', () => {
    const playback = new Playback();
    playback.queued(SECOND, 0);
    playback.takeMark();
    playback.queued(SECOND, 0);
    playback.interrupted(4, 100);
    expect(playback.remainingMs(100)).toBe(0);
    expect(playback.isDone()).toBe(true);
    expect(playback.takeMark()).toBeUndefined();
    expect(playback.echoed('m1')).toBe('cleared');
    expect([3, 4, 5].map((id) => playback.accepts(id))).toEqual([false, false, true]);
  });
});
