import { PassThrough } from 'node:stream';
import { expect, it } from '@jest/globals';
import { createLog } from '../../platform/log.ts';

function logged(fields: object): string {
  const lines = new PassThrough();
  createLog('test', 'info', lines).info(fields, 'something happened');
  return String(lines.read());
}

it.each(['err', 'error'])(
  'an error under `%s` is logged with its message, and without the numbers in it',
  (key) => {
    const line = logged({ [key]: new Error('E11000 duplicate key: { phone: "+61491570156" }') });
    expect(line).toContain('E11000 duplicate key');
    expect(line).toContain('log.test.ts');
    expect(line).not.toContain('491570156');
  },
);

it.each([
  { phone: '+61491570156' },
  { call: { to: '+61491570156' } },
  { a: { b: { text: '+61491570156' } } },
])('private fields stay private, wherever they hang: %j', (fields) => {
  expect(logged(fields)).toContain('[private]');
  expect(logged(fields)).not.toContain('491570156');
});
