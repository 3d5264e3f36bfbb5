import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BringUpOptions, bringUp, type Running } from '../../ops/launch/bring-up.ts';

export interface World extends Running {
  /** Stops everything and removes what was kept. */
  end(): Promise<void>;
}

let worlds = 0;

/**
 * The whole system as the launcher starts it, beside any other: own ports, database, task queues and folder.
 * @param more variables of the environment besides
 */
export async function startWorld(
  services: BringUpOptions['services'],
  more: BringUpOptions['given'] = {},
): Promise<World> {
  worlds += 1;
  const name = `flow_${process.pid}_${worlds}`;
  const dataDir = await mkdtemp(join(tmpdir(), 'outdial-flow-'));
  const given = {
    DATA_DIR: dataDir,
    TASK_QUEUE_PREFIX: `${name}-`,
    MONGODB_URI: `${process.env.MONGODB_URI?.replace(/\/[^/]*$/, '')}/${name}`,
    TEMPORAL_ADDRESS: process.env.TEMPORAL_ADDRESS,
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    LOG_LEVEL: 'info',
    ...more,
  };
  const running = await bringUp({
    given,
    services,
    ports: 'free',
    durable: false,
    say: () => {},
    signal: new AbortController().signal,
  });
  const end = async () => {
    await running.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { ...running, end };
}
