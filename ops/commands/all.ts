import { AUDIT } from './audit.ts';
import { CALL } from './call.ts';
import { CALLS } from './calls.ts';
import { CAMPAIGNS } from './campaigns.ts';
import { DECIDE_AGAIN } from './decide-again.ts';
import { MONITOR } from './monitor.ts';
import type { OpsCommand } from './ops-command.ts';
import { FORECAST, PREFLIGHT } from './preflight.ts';
import { REPLAY } from './replay.ts';
import { STUCK } from './stuck.ts';

/** Every command, in the order of the help. */
export const COMMANDS: OpsCommand[] = [
  ...CALL,
  ...CALLS,
  STUCK,
  MONITOR,
  ...CAMPAIGNS,
  PREFLIGHT,
  FORECAST,
  AUDIT,
  DECIDE_AGAIN,
  REPLAY,
];
