import { describe, expect, it } from '@jest/globals';
import { UseError } from '../../bench/bridge/options.ts';
import { benchSplice } from '../../bench/splice/bench.ts';

describe('the bench of splicing', () => {
  it('makes the same messages in three ways, and says what each costs', () => {
    const lines = benchSplice(['--seconds', '0.01']);
    expect(lines).toHaveLength(4);
    const { costs, upRatios } = JSON.parse(lines.at(-1) ?? '');
    expect(costs.map(({ name }: { name: string }) => name)).toEqual(['ours', 'searched', 'usual']);
    for (const { up, down } of costs) for (const { best } of [up, down]) expect(best).toBeGreaterThan(0);
    expect(Object.keys(upRatios)).toEqual(['searched', 'usual']);
  });

  it.each([['--seconds', '0'], ['--seconds', 'x'], ['--minutes']])('refuses %s %s', (...args) => {
    expect(() => benchSplice(args)).toThrow(UseError);
  });
});
