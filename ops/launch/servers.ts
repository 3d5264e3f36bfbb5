import { join } from 'node:path';
import type { Env } from '../../platform/env.ts';
import { ensureSearchAttributes } from '../infra/search-attributes.ts';
import { keptRunning, type ServerPart, startedOnce } from '../infra/server-part.ts';
import { startMongo } from '../infra/start-mongo.ts';
import { startTemporal } from '../infra/temporal.ts';
import type { Context } from '../provision/context.ts';
import { findMongo } from '../provision/mongo.ts';
import { findTemporal } from '../provision/temporal.ts';
import type { Ports } from './ports.ts';

/** A server that we started, or none when one that was running is used. */
export interface Server {
  name: string;
  parts: ServerPart[];
  exited: Promise<unknown>;
  stop(): Promise<void>;
}

export interface ServerSettings {
  env: Env;
  ports: Ports;
  logDir: string;
  /** Whether the data must survive a power cut. */
  durable: boolean;
  /** Whether a server that ends by itself is started again. */
  keep: boolean;
}

export async function bringUpTemporal(
  context: Context,
  settings: ServerSettings,
): Promise<Server | undefined> {
  const found = await findTemporal(context);
  if (found.kind === 'address') {
    await ensureSearchAttributes(settings.env, context.say);
    return undefined;
  }
  const { ports, env, logDir } = settings;
  const hold = settings.keep ? keptRunning : startedOnce;
  const part = await hold('Temporal', () =>
    startTemporal({
      binary: found.path,
      port: ports.temporal,
      uiPort: ports.temporalUi,
      dbFile: join(env.DATA_DIR, 'temporal.db'),
      logFile: join(logDir, 'temporal.log'),
    }),
  );
  context.say('Temporal', `up at 127.0.0.1:${ports.temporal}`);
  return { name: 'Temporal', parts: [part], exited: part.exited, stop: () => part.stop() };
}

export async function bringUpMongo(context: Context, settings: ServerSettings): Promise<Server | undefined> {
  const found = await findMongo(context);
  if (found.kind === 'uri') return undefined;
  const server = await startMongo(found, {
    dataDir: join(settings.env.DATA_DIR, 'mongo'),
    logDir: settings.logDir,
    port: settings.ports.mongo,
    durable: settings.durable,
    keep: settings.keep,
  });
  context.say('MongoDB', `up at ${server.uri.replace('mongodb://', '')}`);
  return { name: 'MongoDB', parts: server.parts, exited: server.exited, stop: server.stop };
}
