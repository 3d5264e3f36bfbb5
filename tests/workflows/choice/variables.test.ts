import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { missingVariables, variablesFor } from '../../../workflows/choice/variables.ts';

const ana = { name: 'Ana Test', variables: { plan: 'Gold', city: ' ' } };

describe("the agent's variables", () => {
  it.each([
    ['columns under their own names, blank ones left out', ana, undefined, { plan: 'Gold' }],
    ['a field under another name', ana, { tariff: { field: 'plan' } }, { plan: 'Gold', tariff: 'Gold' }],
    ['the same for all', ana, { company: { value: 'Harbour' } }, { plan: 'Gold', company: 'Harbour' }],
    [
      'a fallback for a blank',
      ana,
      { town: { field: 'city', fallback: 'your town' } },
      { plan: 'Gold', town: 'your town' },
    ],
    [
      'a fallback for a column that is not there',
      ana,
      { town: { field: 'x', fallback: 'y' } },
      { plan: 'Gold', town: 'y' },
    ],
    ['parts of the name', ana, { who: { field: 'first_name' } }, { plan: 'Gold', who: 'Ana' }],
    ['a mapping goes before a column of the same name', ana, { plan: { value: 'Blue' } }, { plan: 'Blue' }],
    ['nothing of what objects inherit', ana, { x: { field: 'constructor' } }, { plan: 'Gold' }],
  ])('%s', (_, contact, sources, expected) => {
    expect(variablesFor(contact, sources)).toEqual(expected);
  });

  it.each([
    [['plan', 'first_name', 'name'], []],
    [['city'], ['city']],
    [
      ['city', 'nothing'],
      ['city', 'nothing'],
    ],
  ])('of %j Ana lacks %j', (needed, missing) => {
    expect(missingVariables(needed, ana)).toEqual(missing);
  });

  it('are missing exactly where nothing would be sent', () => {
    const text = fc.constantFrom('', ' ', 'a', 'b');
    const name = fc.constantFrom('one', 'two', 'three');
    const source = fc.oneof(
      fc.record({ field: name, fallback: text }),
      fc.record({ field: name }),
      fc.record({ value: text }),
    );
    fc.assert(
      fc.property(
        fc.dictionary(name, text),
        fc.dictionary(name, source),
        fc.uniqueArray(name),
        (variables, sources, needed) => {
          const contact = { name: 'Ana', variables };
          const sent = variablesFor(contact, sources);
          expect(missingVariables(needed, contact, sources)).toEqual(needed.filter((one) => !sent[one]));
        },
      ),
    );
  });
});
