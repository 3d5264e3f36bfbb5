import { setTimeout as delay } from 'node:timers/promises';
import type { CampaignAction } from '../../contracts/campaign.ts';
import { Suppressions } from '../../platform/models/suppression.ts';
import { isDuplicateKey } from '../../platform/mongo.ts';
import type { ApiClient } from '../demo/api-client.ts';
import type { Pause } from './plan.ts';
import { persist } from './until.ts';

/** A campaign was paused between these moments (epoch ms): from the answer to the pause to the wish to resume. */
export interface PausedSpan {
  campaignId: string;
  from: number;
  until: number;
}

export interface SuppressedNumber {
  phone: string;
  /** When the database had answered that it is on the list, epoch ms. */
  at: number;
}

const LIMIT_MS = 90_000;

/** What people do to running campaigns while everything breaks: they pause them, and put numbers on the do-not-call list. */
export class Interventions {
  readonly pauses: PausedSpan[] = [];
  readonly suppressed: SuppressedNumber[] = [];
  private readonly api: ApiClient;
  private readonly campaignIds: readonly string[];
  private readonly candidates: string[];
  private readonly signal: AbortSignal;

  /** @param candidates numbers to suppress, in turn */
  constructor(
    api: ApiClient,
    campaignIds: readonly string[],
    candidates: readonly string[],
    signal: AbortSignal,
  ) {
    this.api = api;
    this.campaignIds = campaignIds;
    this.candidates = [...candidates];
    this.signal = signal;
  }

  /** Suppresses the next number, and says when that was answered. Undefined when none is left. */
  async suppressOne(): Promise<number | undefined> {
    const phone = this.candidates.shift();
    return phone === undefined ? undefined : this.suppress(phone);
  }

  async suppress(phone: string): Promise<number> {
    await persist(() => suppress(phone), LIMIT_MS, this.signal);
    const at = Date.now();
    this.suppressed.push({ phone, at });
    return at;
  }

  async pause({ campaign, forMs }: Pause): Promise<Record<string, unknown>> {
    const campaignId = this.campaignIds[campaign];
    if (campaignId === undefined) return {};
    if (!(await this.make(campaignId, 'pause', 'paused'))) return { campaignId, paused: false };
    const from = Date.now();
    await delay(forMs, undefined, { signal: this.signal });
    this.pauses.push({ campaignId, from, until: Date.now() });
    await this.make(campaignId, 'resume', 'running');
    return { campaignId, paused: true };
  }

  /** Asks until it is so: an answer that was lost may stand for a deed that was done. False when the campaign is over. */
  private async make(id: string, action: CampaignAction, state: 'paused' | 'running'): Promise<boolean> {
    return persist(
      async () => {
        const asked = await this.api.act(id, action).then(
          () => true,
          (error: unknown) => error,
        );
        if (asked === true) return true;
        const now = await this.api.campaign(id);
        if (now.state === state) return true;
        if (now.state === 'completed' || now.state === 'stopped') return false;
        throw asked;
      },
      LIMIT_MS,
      this.signal,
    );
  }
}

async function suppress(phone: string): Promise<void> {
  try {
    await Suppressions.create({ _id: phone, source: 'chaos', addedAt: new Date() });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
}
