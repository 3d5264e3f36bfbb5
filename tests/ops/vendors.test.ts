import { describe, expect, it } from '@jest/globals';
import { fillIn, withDatabase } from '../../ops/launch/fill-in.ts';
import { chooseVendors, VENDOR_KEYS, withoutVendors } from '../../ops/launch/vendors.ts';
import { parseEnv } from '../../platform/env.ts';

const KEYS = {
  TWILIO_ACCOUNT_SID: `AC${'a'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'twilio-token-of-the-user',
  TWILIO_PHONE_NUMBER: '+61255501234',
  ELEVENLABS_API_KEY: 'elevenlabs-key-of-the-user',
  ELEVENLABS_AGENT_ID: 'agent_of_the_user',
  ELEVENLABS_WEBHOOK_SECRET: 'webhook-secret-of-the-user',
};
const PUBLIC = { SERVER_URL: 'https://dial.example.com', BRIDGE_URL: 'wss://media.example.com' };

const filling = {
  vendors: 'sandbox' as const,
  dataDir: '/data',
  ports: {
    API_PORT: 8000,
    BRIDGE_PORT: 8001,
    SANDBOX_PORT: 8002,
    WEB_PORT: 5173,
    temporal: 7233,
    temporalUi: 8233,
    mongo: 27017,
  },
  secrets: {
    SESSION_SECRET: 's'.repeat(64),
    API_KEY: 'k'.repeat(48),
    sandbox: {
      TWILIO_ACCOUNT_SID: `AC${'b'.repeat(32)}`,
      TWILIO_AUTH_TOKEN: 't'.repeat(32),
      ELEVENLABS_API_KEY: 'e'.repeat(32),
      ELEVENLABS_WEBHOOK_SECRET: 'w'.repeat(32),
    },
  },
};

describe('vendors', () => {
  it('are the sandbox when no key is given', () => {
    expect(chooseVendors({ API_PORT: '9000' })).toBe('sandbox');
  });

  it('are the real ones when all keys are given, and they can reach us', () => {
    expect(chooseVendors({ ...KEYS, ...PUBLIC })).toBe('real');
  });

  it.each(VENDOR_KEYS)('are an error that names %s when it alone is missing', (name) => {
    const given = { ...KEYS, ...PUBLIC, [name]: undefined };
    expect(() => chooseVendors(given)).toThrow(new RegExp(`not: ${name}\\.`));
  });

  it.each([
    ['SERVER_URL', { SERVER_URL: 'http://dial.example.com' }],
    ['SERVER_URL', { SERVER_URL: 'https://localhost:8000' }],
    ['BRIDGE_URL', { BRIDGE_URL: 'ws://media.example.com' }],
    ['BRIDGE_URL', { BRIDGE_URL: undefined }],
  ])('are an error about %s when they could not reach us: %j', (name, wrong) => {
    expect(() => chooseVendors({ ...KEYS, ...PUBLIC, ...wrong })).toThrow(name);
  });

  it('are never reached by a demo, whatever is given', () => {
    const given = withoutVendors({ ...KEYS, ...PUBLIC, TWILIO_CPS: '1', API_PORT: '9000' });
    expect(given).toEqual({ API_PORT: '9000' });
    expect(chooseVendors(given)).toBe('sandbox');
  });
});

describe('what is left out', () => {
  it('is filled in so that everything on one machine finds everything else', () => {
    const env = parseEnv(fillIn({}, filling));
    expect(env).toMatchObject({
      TWILIO_BASE_URL: 'http://127.0.0.1:8002',
      ELEVENLABS_BASE_URL: 'http://127.0.0.1:8002',
      SERVER_URL: 'http://127.0.0.1:8000',
      BRIDGE_URL: 'ws://127.0.0.1:8001',
      SANDBOX_POST_CALL_URL: 'http://127.0.0.1:8000/webhooks/elevenlabs',
      MONGODB_URI: 'mongodb://127.0.0.1:27017/outdial',
      TEMPORAL_ADDRESS: '127.0.0.1:7233',
      TEMPORAL_UI_URL: 'http://127.0.0.1:8233',
      DATA_DIR: '/data',
    });
  });

  it('gives way to what is said', () => {
    const said = {
      SESSION_SECRET: 'u'.repeat(40),
      TEMPORAL_ADDRESS: 'temporal.example:7233',
      SANDBOX_CPS: '3',
    };
    const variables = fillIn(said, filling);
    expect(variables).toMatchObject(said);
    expect(variables.TEMPORAL_UI_URL).toBeUndefined();
  });

  it('is nothing of the sandbox when the vendors are real', () => {
    const variables = fillIn({ ...KEYS, ...PUBLIC }, { ...filling, vendors: 'real' });
    expect(variables).toMatchObject({ ...KEYS, ...PUBLIC });
    expect(variables.TWILIO_BASE_URL).toBeUndefined();
    expect(parseEnv(variables)).toMatchObject({
      ELEVENLABS_BASE_URL: 'https://api.elevenlabs.io',
      TWILIO_CPS: 1,
    });
  });
});

it.each([
  ['mongodb://127.0.0.1:27017', 'mongodb://127.0.0.1:27017/outdial'],
  ['mongodb://127.0.0.1:27017/', 'mongodb://127.0.0.1:27017/outdial'],
  ['mongodb://a:1,b:2/?replicaSet=rs', 'mongodb://a:1,b:2/outdial?replicaSet=rs'],
  ['mongodb+srv://u:p@h.example/mine?w=1', 'mongodb+srv://u:p@h.example/mine?w=1'],
])('the database of %s is %s', (given, expected) => {
  expect(withDatabase(given)).toBe(expected);
});
