import { describe, expect, it } from '@jest/globals';
import twilio from 'twilio';
import { classifyCreate, isOverAlready } from '../../activities/failures.ts';

function answer(status: number, code?: number): Error {
  const body = code === undefined ? 'no JSON' : JSON.stringify({ code, status, message: 'm', more_info: '' });
  return new twilio.RestException({ statusCode: status, body } as never);
}

function fault(code: string): Error {
  return Object.assign(new Error(code), { code });
}

describe('what a failed create means', () => {
  it.each([
    ['too many requests', answer(429, 20429), 'not_created'],
    ['a refused connection', fault('ECONNREFUSED'), 'not_created'],
    ['a name that does not resolve', fault('ENOTFOUND'), 'not_created'],
    ['an invalid number', answer(400, 21211), 'refused'],
    ['wrong credentials', answer(401, 20003), 'refused'],
    ['a refusal that is not known', answer(400, 29999), 'refused'],
    ['a time-out', fault('ECONNABORTED'), 'ambiguous'],
    ['a time-out of the connection', fault('ETIMEDOUT'), 'ambiguous'],
    ['a reset after the request was written', fault('ECONNRESET'), 'ambiguous'],
    ['an error of the server', answer(500, 20500), 'ambiguous'],
    ['a gateway that is away', answer(503), 'ambiguous'],
    ['an answer that cannot be read', new SyntaxError('Unexpected token'), 'ambiguous'],
    ['something never seen', 'what?', 'ambiguous'],
  ] as const)('%s', (_title, error, kind) => expect(classifyCreate(error).kind).toBe(kind));

  it.each([
    [21211, 'invalid_number'],
    [21214, 'invalid_number'],
    [21217, 'invalid_number'],
    [21215, 'blocked'],
    [21216, 'blocked'],
  ] as const)('%d becomes %s', (code, outcome) => {
    expect(classifyCreate(answer(400, code))).toMatchObject({ kind: 'refused', outcome, account: false });
  });

  it('is a matter of the account when a caller id is not its own, which no other contact would mend', () => {
    for (const code of [21210, 21212]) {
      expect(classifyCreate(answer(400, code))).toMatchObject({ kind: 'refused', account: true });
    }
  });

  it('is a matter of the account when the credentials are refused', () => {
    expect(classifyCreate(answer(401, 20003))).toMatchObject({ kind: 'refused', account: true });
    expect(classifyCreate(answer(403, 20403))).toMatchObject({ kind: 'refused', account: true });
  });
});

it('a hang-up of a call that is over has succeeded', () => {
  expect(isOverAlready(answer(400, 21220))).toBe(true);
  expect(isOverAlready(answer(404, 20404))).toBe(true);
  expect(isOverAlready(answer(500))).toBe(false);
});
