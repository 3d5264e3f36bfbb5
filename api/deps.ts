import type { Client } from '@temporalio/client';
import { type AgentReader, createAgentReader } from '../platform/agent-reader.ts';
import type { Env } from '../platform/env.ts';
import type { Logger } from '../platform/log.ts';
import { createProgressReader, type ProgressReader } from './queries/progress.ts';

/** How much one import may bring. */
export interface ImportLimits {
  bytes: number;
  rows: number;
}

/** Everything the API works with, handed in so that tests can build one of their own. */
export interface ApiDeps {
  env: Env;
  log: Logger;
  temporal: Client;
  progress: ProgressReader;
  agents: AgentReader;
  importLimits: ImportLimits;
}

const IMPORT_LIMITS: ImportLimits = { bytes: 200_000_000, rows: 1_000_000 };

export function createDeps(
  parts: Pick<ApiDeps, 'env' | 'log' | 'temporal'> & Partial<Pick<ApiDeps, 'importLimits'>>,
): ApiDeps {
  const agents = createAgentReader(parts.env);
  return { importLimits: IMPORT_LIMITS, ...parts, progress: createProgressReader(), agents };
}
