import { setTimeout as delay } from 'node:timers/promises';
import type { Interventions } from './interventions.ts';
import type { Journal } from './journal.ts';
import { type Blow, type Deed, deedInWords, type Pause, type Point, type Strike } from './plan.ts';
import { isKill, type Points, type Reached } from './points.ts';
import type { SandboxControl } from './sandbox-control.ts';
import { cameTrue } from './until.ts';
import { type Process, type Victims, WORKERS } from './victims.ts';

/** All workers were killed, and came back at this moment (epoch ms); whether calls were being dialed until then. */
export interface Rebirth {
  relaunchedAt: number;
  wasDialing: boolean;
}

interface Staff {
  victims: Victims;
  points: Points;
  sandbox: SandboxControl;
  interventions: Interventions;
  journal: Journal;
  /** When the processes of the workers were started last, epoch ms. */
  workersStartedAt: () => number[];
  /** Calls that are expected in all. */
  expectedDials: number;
  signal: AbortSignal;
}

/** When nothing has been dialed for so long, the next deed does not wait for it. */
const IDLE_MS = 12_000;
const POINT_MS = 25_000;
const CALM_MS = 20_000;
const BACK_MS = 60_000;
/** Other creates that are on their way are through by then, so the one that is not is withheld. */
const HELD_MS = 300;

/** Carries out a plan, deed by deed. */
export class Director {
  readonly rebirths: Rebirth[] = [];
  struck = 0;
  private readonly staff: Staff;
  private pausing: Promise<void> = Promise.resolve();
  private isPausing = false;

  constructor(staff: Staff) {
    this.staff = staff;
  }

  async carryOut(plan: readonly Deed[]): Promise<void> {
    const { victims, signal } = this.staff;
    let lastAt = Date.now();
    try {
      for (const deed of plan) {
        await this.untilDue(deed, lastAt);
        await this.carryOutOne(deed);
        lastAt = Date.now();
      }
      await this.pausing;
      await cameTrue(() => victims.areAllUp(), BACK_MS, signal);
    } finally {
      victims.thawAll();
    }
  }

  private async untilDue({ at, gapMs }: Deed, lastAt: number): Promise<void> {
    const { points, expectedDials, signal } = this.staff;
    await delay(Math.max(0, lastAt + gapMs - Date.now()), undefined, { signal });
    const began = Date.now();
    const isDue = () => {
      const quietSince = Math.max(began, points.lastDialAt);
      return points.dials >= at * expectedDials || Date.now() - quietSince >= IDLE_MS;
    };
    await cameTrue(isDue, 10 * 60_000, signal);
  }

  private async carryOutOne(deed: Deed): Promise<void> {
    const { interventions, journal } = this.staff;
    if (deed.kind === 'pause') return this.beginPause(deed);
    if (deed.kind === 'suppress') {
      const answeredAt = await interventions.suppressOne();
      return journal.note(deedInWords(deed), { answeredAt });
    }
    const { target } = deed;
    if ('point' in target) return this.strikeAt(target.point, deed);
    if (target.victims.includes('all workers')) return this.killAllWorkers(deed);
    await this.strikeNow(deed, target.victims);
  }

  /** Other deeds go on meanwhile, but for the next pause. */
  private async beginPause(deed: Pause): Promise<void> {
    const { interventions, journal } = this.staff;
    await this.pausing;
    this.isPausing = true;
    this.pausing = interventions
      .pause(deed)
      .catch((error: unknown) => ({ failed: error instanceof Error ? error.message : String(error) }))
      .then((facts) => {
        this.isPausing = false;
        journal.note(deedInWords(deed), facts);
      });
  }

  private async strikeNow(deed: Strike, named: Parameters<Victims['find']>[0][]): Promise<void> {
    const { victims, signal } = this.staff;
    const struck: Process[] = [];
    for (const victim of named) {
      let found = victims.find(victim);
      await cameTrue(
        () => {
          if (found.length === 0) found = victims.find(victim);
          return found.length > 0;
        },
        CALM_MS,
        signal,
      );
      struck.push(...found);
    }
    for (const process of struck) this.hit(process, deed.blow);
    this.count(deed, { struck });
  }

  /** Nothing else happens until they dial again, so that how long they took is theirs alone. */
  private async killAllWorkers(deed: Strike): Promise<void> {
    const { victims, points, workersStartedAt, journal, signal } = this.staff;
    const isDialing = () => victims.areAllUp() && !this.isPausing && Date.now() - points.lastDialAt < 1_500;
    const wasDialing = await cameTrue(isDialing, CALM_MS, signal);
    const killedAt = Date.now();
    const struck = victims.find('all workers');
    for (const process of struck) this.hit(process, deed.blow);
    this.count(deed, { struck, wasDialing });
    await cameTrue(() => workersStartedAt().every((at) => at > killedAt), BACK_MS, signal);
    const relaunchedAt = Math.min(...workersStartedAt());
    const dialed = await cameTrue(() => points.lastDialAt > relaunchedAt, BACK_MS / 2, signal);
    this.rebirths.push({ relaunchedAt, wasDialing: wasDialing && struck.length === WORKERS.length });
    journal.note('workers are back', {
      dialing: dialed,
      seconds: (points.lastDialAt - relaunchedAt) / 1000,
    });
  }

  private async strikeAt(point: Point, deed: Strike): Promise<void> {
    const caught =
      point === 'answer withheld' ? await this.strikeHeld(deed) : await this.lieInWait(point, deed);
    if (caught) return;
    // Nothing came by: whoever stands nearest is struck instead.
    await this.strikeNow(deed, ['a worker']);
  }

  private lieInWait(point: Point, deed: Strike): Promise<boolean> {
    return this.staff.points.lieInWait(point, POINT_MS, (reached) => this.hitAt(reached, deed));
  }

  /** The sandbox has made a call and withholds its answer: whoever waits for it is struck. */
  private async strikeHeld(deed: Strike): Promise<boolean> {
    const { sandbox, points, victims, signal } = this.staff;
    await sandbox.holdNext();
    try {
      const isHeld = await cameTrue(async () => (await sandbox.held()) > 0, POINT_MS, signal, 50);
      if (!isHeld) return false;
      await delay(HELD_MS, undefined, { signal });
      const waiting = points.longestInFlight(victims.find('all workers').map(({ pid }) => pid));
      if (waiting) this.hitAt(waiting, deed);
      return waiting !== undefined;
    } finally {
      await sandbox.release();
    }
  }

  private hitAt(reached: Reached, deed: Strike): void {
    const { point, callId, pid } = reached;
    this.hit({ name: 'a worker', pid }, deed.blow);
    this.count(deed, { point, callId, pid });
  }

  private hit(process: Process, blow: Blow): void {
    this.staff.victims.strike(process, blow);
    if (isKill(blow)) this.staff.points.forget(process.pid);
  }

  private count(deed: Strike, facts: Record<string, unknown>): void {
    this.struck += 1;
    this.staff.journal.note(deedInWords(deed), facts);
  }
}
