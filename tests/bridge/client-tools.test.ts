import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readToolCall } from '../../media-bridge/client-tools.ts';

const NOW = Date.parse('2027-01-17T03:00:00Z');
const call = (tool_name: string, parameters: Record<string, unknown> = {}) =>
  readToolCall({ tool_name, tool_call_id: 't1', parameters }, NOW);

describe('an agent that uses do_not_call', () => {
  it.each([{}, { reason: 'Stop calling me' }, { reason: 7 }])('is understood with %j', (parameters) => {
    expect(call('do_not_call', parameters)).toEqual({
      result: expect.stringContaining('end the call'),
      wish: { kind: 'opted_out', by: 'tool', at: NOW },
    });
  });
});

describe('an agent that uses call_back', () => {
  it.each([
    [{ at: '2027-01-18T15:00:00+11:00' }, Date.parse('2027-01-18T04:00:00Z')],
    [{ at: '2027-01-18T04:00:00Z', in_minutes: null }, Date.parse('2027-01-18T04:00:00Z')],
    [{ in_minutes: 90 }, NOW + 90 * 60_000],
    [{ in_minutes: '90', at: null, note: 'after lunch' }, NOW + 90 * 60_000],
  ])('is understood with %j', (parameters, callBackAt) => {
    expect(call('call_back', parameters).wish).toEqual({ kind: 'call_back_wished', callBackAt, at: NOW });
  });

  it.each([
    [{}, 'Give either'],
    [{ at: 'tomorrow at three' }, 'Give either'],
    [{ at: '2027-01-18T15:00:00' }, 'with its offset'],
    [{ in_minutes: 0 }, 'a whole number'],
    [{ in_minutes: 'soon' }, 'a whole number'],
    [{ at: '2027-01-18T15:00:00Z', in_minutes: 5 }, 'Give either'],
    [{ at: '2027-01-17T02:59:00Z' }, 'lies in the past'],
    [{ in_minutes: 600_000 }, '12 months'],
    [{ at: '2026-01-18T15:00:00Z' }, 'It is 2027-01-17T03:00:00.000Z now'],
  ])('is told what would do instead of %j', (parameters, told) => {
    const { result, wish } = call('call_back', parameters);
    expect(result).toContain(told);
    expect(wish).toBeUndefined();
  });

  it('never means a moment in the past or more than a year ahead, whatever it says', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('at', 'in_minutes', 'when'), fc.jsonValue()),
        (parameters) => {
          const { wish } = call('call_back', parameters);
          if (wish?.kind !== 'call_back_wished') return;
          expect(wish.callBackAt).toBeGreaterThan(NOW);
          expect(wish.callBackAt).toBeLessThanOrEqual(NOW + 366 * 86_400_000);
        },
      ),
    );
  });
});

it('any other tool is refused by its name, which is not repeated at length', () => {
  const { result, wish } = call('x'.repeat(10_000));
  expect(wish).toBeUndefined();
  expect(result.length).toBeLessThan(200);
});
