import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CampaignSettings } from '../../contracts/campaign.ts';
import { ApiClient } from '../../ops/demo/api-client.ts';
import { bringUp, ROOT, type Running } from '../../ops/launch/bring-up.ts';
import { givenVariables } from '../../ops/launch/dot-env.ts';
import { withoutVendors } from '../../ops/launch/vendors.ts';
import { csvOf } from './people.ts';

export interface Surroundings {
  say: (about: string, text: string) => void;
  signal: AbortSignal;
}

export interface Installation extends Surroundings {
  running: Running;
  api: ApiClient;
}

/** Files of so many rows are read well within the time of a request. */
const ROWS = 5_000;

/** Brings up an installation of its own in the sandbox, does something with it, and takes it down again. */
export async function withInstallation<T>(
  around: Surroundings,
  settings: Record<string, string>,
  work: (installation: Installation) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'outdial-bench-'));
  const { TEMPORAL_ADDRESS, MONGODB_URI, TASK_QUEUE_PREFIX, WORKFLOW_BUNDLE, ...given } = withoutVendors(
    givenVariables(ROOT, process.env).variables,
  );
  try {
    const running = await bringUp({
      given: { ...given, DATA_DIR: folder, ...settings },
      ...around,
      ports: 'free',
      services: ['worker', 'api', 'bridge', 'sandbox'],
    });
    try {
      const api = new ApiClient(running.urls.api, running.env.API_KEY ?? '');
      return await work({ ...around, running, api });
    } finally {
      await running.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A campaign of these people, not started; answers its id. */
export async function prepare(
  { api, say }: Installation,
  name: string,
  phones: readonly string[],
  settings: Partial<CampaignSettings>,
): Promise<string> {
  const retry = { maxAttempts: 1, afterSeconds: {} };
  const { id } = await api.createCampaign({ name, settings: { ringSeconds: 15, retry, ...settings } });
  for (let from = 0; from < phones.length; from += ROWS) {
    const some = phones.slice(from, from + ROWS);
    const { added, rejected } = await api.importContacts(id, csvOf(some));
    if (added !== some.length) throw new Error(`Of ${some.length} contacts ${rejected} were rejected.`);
    if (phones.length > ROWS) say(name, `${from + some.length} contacts imported`);
  }
  return id;
}
