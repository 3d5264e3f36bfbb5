import { setTimeout as delay } from 'node:timers/promises';
import type { CampaignView } from '../../contracts/http/campaigns.ts';
import type { Basis } from '../../contracts/http/preflight.ts';
import { seenCalls } from '../../ops/demo/referee.ts';
import { rounded } from './figures.ts';
import { type Installation, prepare, type Surroundings, withInstallation } from './installation.ts';
import { mixedNumbers } from './people.ts';

/** Calls of a first campaign, from which the second one is foretold. */
const HISTORY = 300;
const LOOK_MS = 2_000;
/** A campaign of a thousand contacts takes some minutes. */
const LONGEST_MS = 45 * 60_000;
/** The sandbox is brisk, and so are its second tries. */
const RETRY = { maxAttempts: 2, afterSeconds: { busy: 20, no_answer: 30 } };

export interface ForecastResult {
  contacts: number;
  basis: Basis;
  /** From the start to the last contact. */
  seconds: { earliest: number; likely: number; latest: number; real: number };
  /** What it really took, by what was likely. */
  ratio: number;
  calls: { likely: number; real: number };
  reached: { likely: number; real: number };
  /** How long it took to work out. */
  workedOutMs: number;
}

/** A campaign of mixed people is called for its history; another, of others, is foretold by it and then called. */
export function measureForecast(
  around: Surroundings,
  { contacts, cps, lines }: { contacts: number; cps: number; lines: number },
): Promise<ForecastResult> {
  const account = {
    TWILIO_CPS: String(cps),
    SANDBOX_CPS: String(cps),
    TWILIO_MAX_CALLS: String(lines + 1),
    RESERVED_LINES: '1',
  };
  return withInstallation(around, account, async (installation) => {
    const people = mixedNumbers(HISTORY + contacts);
    const settings = { lines, retry: RETRY };
    const before = await prepare(installation, 'History', people.slice(0, HISTORY), settings);
    await called(installation, before);
    const id = await prepare(installation, 'Foretold', people.slice(HISTORY), settings);
    const asked = Date.now();
    const { plan, basis } = await installation.api.preflight(id);
    const workedOutMs = Date.now() - asked;
    const { startedAt, endedAt, progress } = await called(installation, id);
    const { finish, ...told } = plan.forecast;
    const since = (moment: string | null, start: number) =>
      rounded((Date.parse(moment ?? '') - start) / 1_000);
    const seconds = {
      earliest: since(finish.earliest, asked),
      likely: since(finish.likely, asked),
      latest: since(finish.latest, asked),
      real: since(endedAt, Date.parse(startedAt ?? '')),
    };
    return {
      contacts,
      basis,
      seconds,
      ratio: rounded(seconds.real / seconds.likely),
      calls: { likely: told.calls, real: await callsOf(installation, id) },
      reached: { likely: told.reached, real: progress.outcomes.human ?? 0 },
      workedOutMs,
    };
  });
}

async function called({ api, say, signal }: Installation, id: string): Promise<CampaignView> {
  await api.start(id);
  const began = Date.now();
  for (;;) {
    const campaign = await api.campaign(id);
    const { total, done } = campaign.progress;
    if (campaign.state === 'completed') return campaign;
    if (campaign.state !== 'running')
      throw new Error(`The campaign is ${campaign.state}: ${campaign.reason}`);
    if (Date.now() - began > LONGEST_MS) throw new Error('The campaign does not end.');
    say(campaign.name, `${done} of ${total} contacts are done`);
    await delay(LOOK_MS, undefined, { signal });
  }
}

/** As the sandbox saw them. */
async function callsOf({ running }: Installation, id: string): Promise<number> {
  return (await seenCalls(running.urls.sandbox, id)).length;
}
