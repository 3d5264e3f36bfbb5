import { join } from 'node:path';
import { cached } from './cache.ts';
import type { Context } from './context.ts';
import { sayingSo } from './long-work.ts';
import { unreachable } from './reachable.ts';

export interface Download {
  about: string;
  /** Asked first, so that a machine without internet access gives up in seconds. */
  site: string;
  /** Of its place in the cache. */
  name: string;
  program: string;
  needsBytes: number;
  /** Why it comes to a download, for people. */
  because: string;
  doing: string;
  /** Puts the program into `out`; `work` is for what goes afterwards. */
  fetch: (out: string, work: string) => Promise<void>;
}

/** The path of a program as its makers publish it, or undefined, with a word on why, where it cannot be had. */
export async function downloadedProgram(context: Context, wanted: Download): Promise<string | undefined> {
  const { about, site, name, program, needsBytes, because, doing } = wanted;
  const skip = (why: string) => context.say(about, `${because} is skipped: ${why}`);
  const why = await unreachable(context, site);
  if (why) {
    skip(why);
    return undefined;
  }
  try {
    const make = ({ out, work }: { out: string; work: string }) =>
      sayingSo(context, about, doing, () => wanted.fetch(out, work));
    return join(await cached(context, { name, about, needsBytes, make }), program);
  } catch (error) {
    context.signal.throwIfAborted();
    skip(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}
