import { setTimeout as delay } from 'node:timers/promises';
import type { Pumped } from '../../../activities/pump-campaign.ts';
import type { CampaignRecord } from '../../../activities/record-campaign.ts';
import type { CampaignState } from '../../../contracts/campaign.ts';
import { NEXT_STATES } from '../../../contracts/campaign-states.ts';

interface Place {
  state: 'waiting' | 'claimed' | 'done';
  attempts: number;
  /** How often somebody asked for it. */
  asked: number;
}

/** Between any two reads or writes of the record somebody else may come. */
const moment = () => delay(Math.floor(Math.random() * 3));

/** A campaign's records in memory, with activities typed as the real ones, and everything that must never be. */
export class Book {
  state: CampaignState = 'ready';
  lines = 2;
  readonly places = new Map<string, Place>();
  readonly starts: string[] = [];
  readonly wrongs: string[] = [];
  /** A pause or a stop was answered and nobody has asked to go on since. */
  held = false;
  /** How often somebody asked it to go on, and how many of them have no answer yet. */
  wishes = 0;
  wishing = 0;
  crashNextPump = false;
  crashNextRecord = false;
  #lastWrite = '';

  add(count: number): void {
    for (let one = 0; one < count; one += 1) {
      this.places.set(`p${this.places.size}`, { state: 'waiting', attempts: 0, asked: 1 });
    }
  }

  redial(): void {
    for (const place of this.#in('done')) {
      place.state = 'waiting';
      place.asked += 1;
    }
  }

  cancel(): void {
    for (const place of this.#in('waiting')) place.state = 'done';
  }

  async record({ state, at, order }: CampaignRecord) {
    await moment();
    const write = `${at}.${order}`;
    const isRepeated = write === this.#lastWrite;
    if (!isRepeated && !NEXT_STATES[this.state].includes(state)) this.wrongs.push(`${this.state} → ${state}`);
    this.#lastWrite = write;
    this.state = state;
    if (state === 'stopped') this.cancel();
    if (this.crashNextRecord) {
      this.crashNextRecord = false;
      throw new Error('the worker died after the write');
    }
    return { callsUp: this.#in('claimed').length, open: this.#open() };
  }

  async pump(): Promise<Pumped> {
    let started = 0;
    for (let round = 0; round < 3 && this.#open() > 0; round += 1) {
      await moment();
      if (this.state !== 'running') break;
      this.#claim();
      if (this.crashNextPump) {
        this.crashNextPump = false;
        throw new Error('the worker died after the claim');
      }
      started += await this.#startClaimed();
    }
    const waits = this.#in('waiting').length > 0;
    return {
      started,
      open: this.#open(),
      up: this.#in('claimed').length,
      ...(waits ? { nextDueAt: 0 } : {}),
    };
  }

  #claim(): void {
    for (const place of this.#in('waiting').slice(0, this.lines)) {
      place.state = 'claimed';
      place.attempts += 1;
    }
  }

  /** As at dialing: the record is looked at once more, and a call that was put off keeps its number. */
  async #startClaimed(): Promise<number> {
    let started = 0;
    for (const [name, place] of this.places) {
      if (place.state !== 'claimed') continue;
      await moment();
      if (this.state !== 'running') {
        place.state = this.state === 'stopped' ? 'done' : 'waiting';
        continue;
      }
      const call = `${name}.${place.attempts}`;
      if (this.held) this.wrongs.push(`${call} began while the campaign was held`);
      if (this.starts.includes(call)) this.wrongs.push(`${call} began twice`);
      this.starts.push(call);
      place.state = 'done';
      started += 1;
    }
    return started;
  }

  #in(state: Place['state']): Place[] {
    return [...this.places.values()].filter((place) => place.state === state);
  }

  #open(): number {
    return this.places.size - this.#in('done').length;
  }

  /** A minute later: lets go of whom a worker that died had claimed for a campaign that has stopped since. */
  sweep(): void {
    if (this.state === 'stopped') for (const place of this.#in('claimed')) place.state = 'done';
  }

  /** What is wrong once the campaign has ended. */
  verdict(dialerState: string): string[] {
    const wrongs = [...this.wrongs];
    if (dialerState !== this.state) wrongs.push(`recorded as ${this.state}, but ${dialerState}`);
    if (this.#open() > 0) wrongs.push(`${this.#open()} contacts are left`);
    if (this.state !== 'completed') return wrongs;
    const calls = [...this.places.values()].reduce((sum, { asked }) => sum + asked, 0);
    if (this.starts.length !== calls) wrongs.push(`${this.starts.length} calls in place of ${calls}`);
    return wrongs;
  }
}
