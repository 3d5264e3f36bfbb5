import { setTimeout as delay } from 'node:timers/promises';
import { seenCalls } from '../../ops/demo/referee.ts';
import { paceOf, type Start, sharesOf } from './figures.ts';
import { type Installation, prepare, type Surroundings, withInstallation } from './installation.ts';
import { busyNumbers } from './people.ts';

const WEIGHTS = [3, 1] as const;
const LOOK_MS = 1_000;
/** No start for so long is a fault. */
const STALL_MS = 120_000;

export interface ShareResult {
  starts: { first: number; second: number; ratio: number };
  weights: readonly number[];
  cps: number;
  lines: number;
  mostInASecond: number;
  use: number;
}

/**
 * Two campaigns of unlike weight that both have more work than time, until so many calls were started: how the starts
 * were shared, and how the pace was kept, where the sandbox saw the requests arrive.
 * @param lines of the account, and of each campaign
 */
export function measureShare(
  around: Surroundings,
  { calls, cps, lines }: { calls: number; cps: number; lines: number },
): Promise<ShareResult> {
  const account = { TWILIO_CPS: String(cps), SANDBOX_CPS: String(cps), TWILIO_MAX_CALLS: String(lines) };
  return withInstallation(around, account, async (installation) => {
    const phones = busyNumbers(2 * calls);
    const [first, second] = [
      await prepare(installation, 'Heavy', phones.slice(0, calls), { lines, pacing: pacing(WEIGHTS[0]) }),
      await prepare(installation, 'Light', phones.slice(calls), { lines, pacing: pacing(WEIGHTS[1]) }),
    ];
    await Promise.all([installation.api.start(first), installation.api.start(second)]);
    const starts = await untilStarted(installation, [first, second], calls);
    await Promise.all([first, second].map((id) => installation.api.act(id, 'stop')));
    return { starts: sharesOf(starts, first, second), weights: WEIGHTS, cps, lines, ...paceOf(starts, cps) };
  });
}

function pacing(weight: number) {
  return { weight, priority: 3 };
}

/** The first so many starts, of whichever campaign: neither has run out of work by then. */
async function untilStarted(
  { running, say, signal }: Installation,
  campaigns: string[],
  calls: number,
): Promise<Start[]> {
  let seen = 0;
  let movedAt = Date.now();
  for (;;) {
    const starts = await startsOf(running.urls.sandbox, campaigns);
    if (starts.length !== seen) movedAt = Date.now();
    seen = starts.length;
    if (seen >= calls) return starts.sort((one, other) => one.at - other.at).slice(0, calls);
    if (Date.now() - movedAt > STALL_MS) throw new Error(`No call was started for ${STALL_MS / 1_000} s.`);
    say('campaign', `${seen} of ${calls} calls started`);
    await delay(LOOK_MS, undefined, { signal });
  }
}

async function startsOf(sandbox: string, campaigns: string[]): Promise<Start[]> {
  const lists = await Promise.all(
    campaigns.map(async (campaign) =>
      (await seenCalls(sandbox, campaign)).map(({ createdAt }) => ({ campaign, at: createdAt })),
    ),
  );
  return lists.flat();
}
