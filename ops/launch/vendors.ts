import type { Variables } from './dot-env.ts';
import { LaunchError } from './launch-error.ts';

export type Vendors = 'real' | 'sandbox';

/** What the real vendors need. With all of them they are used, with none the sandbox. */
export const VENDOR_KEYS = [
  'TWILIO_ACCOUNT_SID',
  'TWILIO_AUTH_TOKEN',
  'TWILIO_PHONE_NUMBER',
  'ELEVENLABS_API_KEY',
  'ELEVENLABS_AGENT_ID',
  'ELEVENLABS_WEBHOOK_SECRET',
] as const;

/** Addresses under which the real vendors reach us. */
const PUBLIC_ADDRESSES = { SERVER_URL: 'https:', BRIDGE_URL: 'wss:' } as const;

/**
 * Real vendors or the sandbox. Some keys alone are an error: quietly calling nobody would be as wrong as calling people
 * half set up.
 */
export function chooseVendors(given: Variables): Vendors {
  const missing = VENDOR_KEYS.filter((name) => !given[name]);
  if (missing.length === VENDOR_KEYS.length) return 'sandbox';
  if (missing.length > 0) {
    throw new LaunchError(
      `Some keys of Twilio and ElevenLabs are set, but not: ${missing.join(', ')}.\n` +
        'Set these too to call with the real vendors, or none of them to use the sandbox.',
    );
  }
  checkPublicAddresses(given);
  return 'real';
}

function checkPublicAddresses(given: Variables): void {
  const faults = Object.entries(PUBLIC_ADDRESSES).flatMap(([name, scheme]) =>
    isPublic(given[name], scheme) ? [] : [`  ${name}: must be the public address, ${scheme}//…`],
  );
  if (faults.length === 0) return;
  throw new LaunchError(
    `The keys of the real vendors are set, but they cannot reach this machine:\n${faults.join('\n')}\n` +
      'Put a reverse proxy or a tunnel before the ports of the API and the bridge, and set both.',
  );
}

function isPublic(value: string | undefined, scheme: string): boolean {
  if (value === undefined || !URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  return protocol === scheme && !/^(localhost|127\.|0\.0\.0\.0|\[::1\])/.test(hostname);
}

/** What was given, without anything that would reach a real vendor: a demo dials nobody, whatever `.env` holds. */
export function withoutVendors(given: Variables): Variables {
  const theirs: readonly string[] = [
    ...VENDOR_KEYS,
    ...Object.keys(PUBLIC_ADDRESSES),
    ...['TWILIO_BASE_URL', 'TWILIO_REGION', 'TWILIO_EDGE', 'ELEVENLABS_BASE_URL', 'SANDBOX_POST_CALL_URL'],
    ...['TWILIO_CPS', 'TWILIO_MAX_CALLS', 'CALLING_RULES', 'PERSON_CAPS'],
  ];
  return Object.fromEntries(Object.entries(given).filter(([name]) => !theirs.includes(name)));
}
