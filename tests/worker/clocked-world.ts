import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { createActivities, createDialActivities } from '../../activities/index.ts';
import { ensureLines } from '../../activities/lines.ts';
import { campaignWorkflowId } from '../../contracts/ids.ts';
import { freePort } from '../../ops/process/ports.ts';
import { createSandbox, type Sandbox } from '../../sandbox/server.ts';
import { BRISK } from '../../sandbox/timings.ts';
import { dependenciesOf } from '../api/support/dependencies.ts';
import { type ApiWorld, startApiWorld } from '../api/support/world.ts';
import { startTimeSkipping, withWorkers } from '../support/time-skipping.ts';
import { startVirtualClock } from '../support/virtual-clock.ts';

const SECRET = 'a-secret-of-sixteen-and-more-characters';
const ACCOUNT = `AC${'8'.repeat(32)}`;
const NUMBER = '+61255501000';

export interface ClockedWorld {
  sandbox: Sandbox;
  /** Starts a campaign of the people in a file, and resolves when it has completed, days later by its clock. */
  runCampaign(settings: object, file: string): Promise<void>;
  end(): Promise<void>;
}

/**
 * API, worker and sandbox in this process, and a database, all on one clock that jumps over every wait.
 * @param begin the moment at which it begins, epoch milliseconds; it lies ahead
 */
export async function startClockedWorld(begin: number): Promise<ClockedWorld> {
  const env = await startTimeSkipping();
  const clock = await startVirtualClock(env, begin);
  const sandbox = await createSandbox({
    accountSid: ACCOUNT,
    authToken: SECRET,
    callerIds: [NUMBER],
    apiKey: SECRET,
    agentId: 'agent_test',
    webhookSecret: SECRET,
    cps: 1000,
    timings: { ...BRISK, dialToRinging: [20, 40], dialToBusy: [50, 100], longestRing: 200 },
  });
  const api = await startApi(env, sandbox);
  await ensureLines(20);
  return {
    sandbox,
    runCampaign: (settings, file) =>
      withWorkers(
        env,
        clock.wind(activitiesOf(api)),
        async () => {
          const id = await startCampaign(api, settings, file);
          await clock.skipping(api.temporal.workflow.getHandle(campaignWorkflowId(id)).result());
        },
        api.env.TASK_QUEUE_PREFIX,
      ),
    async end() {
      await api.close();
      await sandbox.close();
      clock.stop();
      await env.teardown();
    },
  };
}

async function startApi({ address }: TestWorkflowEnvironment, sandbox: Sandbox): Promise<ApiWorld> {
  const port = await freePort();
  return startApiWorld({
    API_PORT: String(port),
    // Signatures cover the address, so that it has to be known before the API is there.
    SERVER_URL: `http://127.0.0.1:${port}`,
    TEMPORAL_ADDRESS: address,
    TWILIO_ACCOUNT_SID: ACCOUNT,
    TWILIO_AUTH_TOKEN: SECRET,
    TWILIO_PHONE_NUMBER: NUMBER,
    TWILIO_BASE_URL: sandbox.url,
    TWILIO_CPS: '50',
    ELEVENLABS_API_KEY: SECRET,
    ELEVENLABS_WEBHOOK_SECRET: SECRET,
    ELEVENLABS_BASE_URL: sandbox.url,
    CALLING_RULES: 'none',
  });
}

function activitiesOf(api: ApiWorld) {
  const given = dependenciesOf(api);
  return { ...createActivities(given), ...createDialActivities(given) };
}

async function startCampaign({ asAdmin }: ApiWorld, settings: object, file: string): Promise<string> {
  const made = await asAdmin.post('/api/campaigns').send({ name: 'Hours', settings }).expect(201);
  const { id } = made.body.data;
  await asAdmin.post(`/api/campaigns/${id}/contacts`).type('text/csv').send(file).expect(200);
  await asAdmin.post(`/api/campaigns/${id}/start`).expect(200);
  return id;
}
