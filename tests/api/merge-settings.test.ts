import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { changedFields, mergeSettings } from '../../api/commands/edit/merge-settings.ts';

describe('settings with a patch over them', () => {
  it.each([
    ['a field is replaced', { a: 1, b: 2 }, { a: 3 }, { a: 3, b: 2 }],
    ['a field is added', { a: 1 }, { b: [1] }, { a: 1, b: [1] }],
    ['a field is taken away', { a: 1, b: 2 }, { a: null }, { b: 2 }],
    ['an object is merged', { a: { x: 1, y: 2 } }, { a: { y: 3 } }, { a: { x: 1, y: 3 } }],
    ['part of an object is taken away', { a: { x: 1, y: 2 } }, { a: { x: null } }, { a: { y: 2 } }],
    ['what is deeper is replaced', { a: { x: { p: 1 } } }, { a: { x: { q: 2 } } }, { a: { x: { q: 2 } } }],
    ['a list is replaced', { a: [1, 2] }, { a: [3] }, { a: [3] }],
    ['an object takes the place of a value', { a: 1 }, { a: { x: 1 } }, { a: { x: 1 } }],
  ])('%s', (_, settings, patch, merged) => {
    expect(mergeSettings(settings, patch)).toEqual(merged);
  });

  const fields = fc.dictionary(
    fc.constantFrom('a', 'b', 'c'),
    fc.oneof(fc.integer(), fc.object({ maxDepth: 1 })),
  );

  it('are the same when the patch is put over them twice', () => {
    fc.assert(
      fc.property(fields, fields, (settings, patch) => {
        const once = mergeSettings(settings, patch);
        expect(mergeSettings(once, patch)).toEqual(once);
      }),
    );
  });

  it('differ in nothing that the patch does not name', () => {
    fc.assert(
      fc.property(fields, fields, (settings, patch) => {
        const changed = changedFields(settings, mergeSettings(settings, patch));
        expect(Object.keys(patch)).toEqual(expect.arrayContaining(changed));
      }),
    );
  });
});
