import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv as parseLines } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { envSchema, parseEnv } from '../../platform/env.ts';

const text = readFileSync(path.resolve(import.meta.dirname, '../../.env.example'), 'utf8');
const example = parseLines(text);

/** What has no default and is not optional: enough of it to parse the rest. */
const REQUIRED = {
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'x'.repeat(16),
  TWILIO_PHONE_NUMBER: '+61255501000',
  ELEVENLABS_API_KEY: 'x'.repeat(16),
  ELEVENLABS_AGENT_ID: 'agent',
  ELEVENLABS_WEBHOOK_SECRET: 'x'.repeat(16),
  MONGODB_URI: 'mongodb://127.0.0.1/outdial',
  SESSION_SECRET: 'x'.repeat(32),
};

describe('.env.example', () => {
  it('names every variable that is read, and no other', () => {
    expect(Object.keys(example).sort()).toEqual(Object.keys(envSchema.shape).sort());
  });

  it('gives only values that would be there without them', () => {
    expect(parseEnv({ ...example, ...REQUIRED })).toEqual(parseEnv(REQUIRED));
  });

  it('says of each variable what it is, in the comment above it or above its group', () => {
    const groups = text.split('\n\n').filter((group) => /^[A-Z]/m.test(group));
    const silent = groups.filter((group) => !group.trimStart().startsWith('#'));
    expect(silent).toEqual([]);
  });

  it('holds no secret', () => {
    const secrets = Object.entries(example).filter(([name]) => /SECRET|TOKEN|KEY|PASSWORD|SID/.test(name));
    expect(secrets.filter(([, value]) => value !== '')).toEqual([]);
  });
});

describe('the environment', () => {
  it('lists every fault at once, without the values', () => {
    const wrong = { ...REQUIRED, API_PORT: 'eighty', TWILIO_AUTH_TOKEN: 'short', ADMIN_EMAIL: 'nobody' };
    expect(() => parseEnv(wrong)).toThrow(/API_PORT[\s\S]*ADMIN_EMAIL/);
    expect(() => parseEnv(wrong)).not.toThrow(/eighty|short|nobody/);
  });
});
