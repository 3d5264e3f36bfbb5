import { WEBHOOK_PATHS } from '../../contracts/webhooks.ts';
import type { Variables } from './dot-env.ts';
import type { Ports } from './ports.ts';
import type { Secrets } from './secrets.ts';
import type { Vendors } from './vendors.ts';

export interface Filling {
  vendors: Vendors;
  ports: Ports;
  secrets: Secrets;
  /** Absolute. */
  dataDir: string;
}

/** A number of the range that Australia keeps for fiction. */
const SANDBOX_NUMBER = '+61255501000';

/** Calls a second in the sandbox: enough that a demo takes a minute, few enough that pacing can be seen. */
const SANDBOX_CPS = '10';

/** All that the processes need on one machine: what was given, with the rest filled in. Pure. */
export function fillIn(given: Variables, filling: Filling): Record<string, string> {
  const defaults: Record<string, string> = {
    ...common(filling),
    ...(given.TEMPORAL_ADDRESS ? {} : { TEMPORAL_UI_URL: `http://127.0.0.1:${filling.ports.temporalUi}` }),
    ...(filling.vendors === 'sandbox' ? sandbox(filling) : {}),
  };
  const { ports, dataDir } = filling;
  const fixed: Record<string, string> = {
    DATA_DIR: dataDir,
    API_PORT: String(ports.API_PORT),
    BRIDGE_PORT: String(ports.BRIDGE_PORT),
    SANDBOX_PORT: String(ports.SANDBOX_PORT),
    WEB_PORT: String(ports.WEB_PORT),
  };
  const said = Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const merged = { ...defaults, ...Object.fromEntries(said), ...fixed };
  return { ...merged, MONGODB_URI: withDatabase(merged.MONGODB_URI ?? '') };
}

function common({ ports, secrets }: Filling): Record<string, string> {
  return {
    SESSION_SECRET: secrets.SESSION_SECRET,
    API_KEY: secrets.API_KEY,
    MONGODB_URI: `mongodb://127.0.0.1:${ports.mongo}`,
    TEMPORAL_ADDRESS: `127.0.0.1:${ports.temporal}`,
  };
}

function sandbox({ ports, secrets }: Filling): Record<string, string> {
  const vendor = `http://127.0.0.1:${ports.SANDBOX_PORT}`;
  const api = `http://127.0.0.1:${ports.API_PORT}`;
  return {
    ...secrets.sandbox,
    TWILIO_PHONE_NUMBER: SANDBOX_NUMBER,
    ELEVENLABS_AGENT_ID: 'agent_sandbox',
    TWILIO_BASE_URL: vendor,
    ELEVENLABS_BASE_URL: vendor,
    SERVER_URL: api,
    BRIDGE_URL: `ws://127.0.0.1:${ports.BRIDGE_PORT}`,
    SANDBOX_POST_CALL_URL: `${api}${WEBHOOK_PATHS.elevenlabs}`,
    TWILIO_CPS: SANDBOX_CPS,
    SANDBOX_CPS,
    // Its people are fictional, and a demo is shown at any hour.
    CALLING_RULES: 'none',
  };
}

/** Without a name in its address MongoDB's driver would write to a database called `test`. */
export function withDatabase(uri: string): string {
  return uri.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]+)\/?(\?|$)/, '$1/outdial$2');
}
