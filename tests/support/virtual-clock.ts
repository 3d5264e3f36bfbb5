import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Activities, DialActivities } from '../../activities/index.ts';

type AllActivities = Activities & DialActivities;

/** The clock of a test in which days go by: Temporal's, which jumps over every wait while nobody is called. */
export interface VirtualClock {
  /** The same activities, each of which begins by setting this process's clock; no time is skipped while a call is up. */
  wind(activities: AllActivities): AllActivities;
  /** Lets time jump until this is over. */
  skipping<T>(work: Promise<T>): Promise<T>;
  /** Gives the process its own clock back. */
  stop(): void;
}

const OwnDate = Date;

/**
 * Jumps to a moment (epoch milliseconds) that lies ahead, and has this process go by Temporal's clock from there on.
 * Only `Date` is moved, which dates what is written and decided: timers, sockets and all that measures a while keep to
 * seconds as they are. It never goes back.
 */
export async function startVirtualClock(env: TestWorkflowEnvironment, from: number): Promise<VirtualClock> {
  const { testService } = env.connection;
  if (!testService) throw new Error('This needs the server that skips time');
  const up = new Set<string>();
  let aheadMs = 0;

  /** For activities: while one runs no time is skipped, so what Temporal says still holds when it is heard. */
  const set = async () => {
    aheadMs = Math.max(aheadMs, (await env.currentTimeMs()) - OwnDate.now());
  };
  /** Else its timers would be over before the phone has rung: telephones, and what vendors do, take real seconds. */
  const begin = async (callId: string) => {
    if (up.has(callId)) return;
    up.add(callId);
    await testService.lockTimeSkipping({});
  };
  const end = async (callId: string) => {
    if (up.delete(callId)) await testService.unlockTimeSkipping({});
  };

  await env.sleep(from - (await env.currentTimeMs()));
  await set();
  globalThis.Date = movedDate(() => aheadMs);
  return {
    wind(activities) {
      const { placeCall, finishCall, deferCall } = activities;
      const calling: AllActivities = {
        ...activities,
        placeCall: (call) => begin(call.callId).then(() => placeCall(call)),
        finishCall: (call) => finishCall(call).then(() => end(call.callId)),
        deferCall: (call) => deferCall(call).then(() => end(call.callId)),
      };
      return eachAfter(set, calling);
    },
    async skipping(work) {
      await testService.unlockTimeSkipping({});
      return work.finally(() => testService.lockTimeSkipping({}));
    },
    stop() {
      globalThis.Date = OwnDate;
    },
  };
}

/** The same constructor, so that dates made before are dates still. */
function movedDate(aheadMs: () => number): DateConstructor {
  const now = () => OwnDate.now() + aheadMs();
  return new Proxy(OwnDate, {
    construct: (date, given, as) => Reflect.construct(date, given.length > 0 ? given : [now()], as),
    get: (date, key) => (key === 'now' ? now : Reflect.get(date, key)),
  });
}

function eachAfter(first: () => Promise<void>, activities: AllActivities): AllActivities {
  const entries = Object.entries(activities) as [string, (...input: never[]) => Promise<unknown>][];
  return Object.fromEntries(
    entries.map(([name, act]) => [name, (...input: never[]) => first().then(() => act(...input))]),
  ) as AllActivities;
}
