import { describe, expect, it } from '@jest/globals';
import { allowedActions } from '../../contracts/campaign.ts';
import { callIdOf, callWorkflowId, parseCallId } from '../../contracts/ids.ts';
import { maskPhone } from '../../contracts/phone.ts';

const parts = { campaignId: 'a'.repeat(24), contactId: '0123456789abcdef01234567', attempt: 2 };

describe('a call id', () => {
  it('can be taken apart again', () => {
    expect(parseCallId(callIdOf(parts))).toEqual(parts);
  });

  it.each([
    '',
    'x.y.1',
    `${'a'.repeat(24)}.${'b'.repeat(24)}.0`,
    `${callIdOf(parts)}/../x`,
    `${callIdOf(parts)}\n`,
  ])('is not %j', (text) => expect(parseCallId(text)).toBeUndefined());

  it('reads well as the id of a workflow', () => {
    expect(callWorkflowId(callIdOf(parts))).toBe(`call/${parts.campaignId}/${parts.contactId}/2`);
  });
});

describe('the actions of a campaign', () => {
  it.each([
    ['draft', []],
    ['ready', ['start']],
    ['running', ['pause', 'stop']],
    ['paused', ['resume', 'stop']],
    ['completed', []],
    ['stopped', []],
  ] as const)('in state %s', (state, actions) => expect(allowedActions(state)).toEqual(actions));
});

it('a masked number shows its beginning and its last two digits alone', () => {
  expect(maskPhone('+61491570156')).toBe('+61 ••• ••56');
});
