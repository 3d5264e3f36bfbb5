import { which } from '../process/which.ts';
import { aptInstall } from './apt.ts';
import { CannotProvision, type Context } from './context.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** A Chromium to drive in browser tests. */
export async function chromium(context: Context): Promise<string> {
  const { env } = context;
  if (env.CHROMIUM_PATH) return env.CHROMIUM_PATH;
  const find = () => NAMES.map((name) => which(name, env.PATH)).find((path) => path !== undefined);
  const found = find();
  if (found) return found;
  await aptInstall(context, 'Chromium', ['chromium']);
  const installed = find();
  if (installed) return installed;
  throw new CannotProvision(
    'Chromium: apt-get installed no chromium on PATH. Set CHROMIUM_PATH to a browser.',
  );
}
