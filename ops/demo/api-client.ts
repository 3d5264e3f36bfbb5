import type { z } from 'zod';
import type { CampaignAction } from '../../contracts/campaign.ts';
import type { CampaignView, CreateCampaignBody, importResultSchema } from '../../contracts/http/campaigns.ts';
import type { Envelope } from '../../contracts/http/envelope.ts';
import type { Preflight, PreflightResult } from '../../contracts/http/preflight.ts';

type ImportResult = z.infer<typeof importResultSchema>;

/** The few requests that a demo makes, as any program with an API key would. */
export class ApiClient {
  private readonly url: string;
  private readonly key: string;

  constructor(url: string, key: string) {
    this.url = url;
    this.key = key;
  }

  createCampaign(body: CreateCampaignBody): Promise<CampaignView> {
    return this.ask('POST', '/api/campaigns', JSON.stringify(body), 'application/json');
  }

  importContacts(campaignId: string, csv: string): Promise<ImportResult> {
    return this.ask('POST', `/api/campaigns/${campaignId}/contacts`, csv, 'text/csv');
  }

  start(campaignId: string): Promise<unknown> {
    return this.act(campaignId, 'start');
  }

  act(campaignId: string, action: CampaignAction): Promise<unknown> {
    return this.ask('POST', `/api/campaigns/${campaignId}/${action}`);
  }

  campaign(campaignId: string): Promise<CampaignView> {
    return this.ask('GET', `/api/campaigns/${campaignId}`);
  }

  /** What it would come to; waited for until it is worked out. */
  async preflight(campaignId: string): Promise<Preflight> {
    const path = `/api/campaigns/${campaignId}`;
    let answer = await this.ask<PreflightResult>('POST', `${path}/preflight`);
    while (answer.state === 'working') {
      answer = await this.ask<PreflightResult>('GET', `${path}/preflights/${answer.id}`);
    }
    return answer.result;
  }

  /** Any other request. @throws Error that says what was asked, and why it was refused */
  async ask<T>(method: string, path: string, body?: string, type?: string): Promise<T> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      body,
      headers: { authorization: `Bearer ${this.key}`, ...(type ? { 'content-type': type } : {}) },
      signal: AbortSignal.timeout(60_000),
    });
    const { data, error } = (await response.json()) as Envelope<T>;
    if (error || data === null) {
      throw new Error(`${method} ${path} was answered ${response.status}: ${error?.message ?? 'no data'}`);
    }
    return data;
  }
}
