import { homedir } from 'node:os';
import { join } from 'node:path';

/** One line of progress: what it is about, then what happens. */
export type Say = (about: string, text: string) => void;

/** What every step of provisioning is given. */
export interface Context {
  env: Record<string, string | undefined>;
  say: Say;
  /** Aborted when the user gives up: what is being built is killed and cleared away. */
  signal: AbortSignal;
  /** Leaves out what would be downloaded from a vendor's own site; package registries are used all the same. */
  registriesOnly?: boolean;
}

/** The folder in which what was built or downloaded stays, for every clone of the same user. */
export function cacheDir(env: Record<string, string | undefined>): string {
  return join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache'), 'outdial');
}

/** A reason that a person can do something about; shown without a stack. */
export class CannotProvision extends Error {
  override name = 'CannotProvision';
}
