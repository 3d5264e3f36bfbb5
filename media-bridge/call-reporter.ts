import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { CallEvent } from '../contracts/call-event.ts';
import { callWorkflowId } from '../contracts/ids.ts';
import { callEventSignal } from '../contracts/workflow-api.ts';
import type { Logger } from '../platform/log.ts';

/** What the bridge has to report of a stream, once: why it ended, and what was learned on the way. */
export type StreamReport = Extract<CallEvent, { kind: 'stream_ended' }>;

export interface ReporterBounds {
  /** One signal may take this long. */
  signalMs: number;
  /** Pauses between tries; after the last the report is given up, since the workflow has timers of its own. */
  pausesMs: readonly number[];
}

const BOUNDS: ReporterBounds = { signalMs: 5_000, pausesMs: [250, 500, 1_000, 2_000, 4_000, 8_000, 10_000] };

/** Tells a call's workflow about its stream, by signal. A report has a few tries; a workflow that is over needs none. */
export class CallReporter {
  readonly #client: Client;
  readonly #log: Logger;
  readonly #bounds: ReporterBounds;
  readonly #underWay = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  #sent = 0;
  #unwanted = 0;
  #lost = 0;

  constructor(client: Client, log: Logger, bounds: ReporterBounds = BOUNDS) {
    this.#client = client;
    this.#log = log;
    this.#bounds = bounds;
  }

  /** Settles when the report was taken, or given up. Nobody has to wait for it. */
  report(callId: string, report: StreamReport): Promise<void> {
    const sending = this.#send(callId, report);
    this.#underWay.add(sending);
    return sending.finally(() => this.#underWay.delete(sending));
  }

  /** `unwanted`: the workflow was over. `lost`: given up. */
  stats(): { sent: number; unwanted: number; lost: number; waiting: number } {
    return { sent: this.#sent, unwanted: this.#unwanted, lost: this.#lost, waiting: this.#underWay.size };
  }

  /** Waits for reports under way, for at most `limitMs`; what is left then is given up. */
  async close(limitMs: number): Promise<void> {
    const limit = new AbortController();
    const timeUp = sleep(limitMs, undefined, { signal: limit.signal }).catch(() => undefined);
    await Promise.race([Promise.all(this.#underWay), timeUp]);
    limit.abort();
    this.#stop.abort();
    await Promise.all(this.#underWay);
  }

  /** Never rejects. */
  async #send(callId: string, report: StreamReport): Promise<void> {
    for (let attempt = 0; !this.#stop.signal.aborted; attempt++) {
      try {
        await this.#signal(callId, report);
        this.#sent++;
        return;
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) {
          this.#unwanted++;
          return;
        }
        const pause = this.#bounds.pausesMs[attempt];
        if (pause === undefined) break;
        await sleep(pause, undefined, { signal: this.#stop.signal }).catch(() => undefined);
      }
    }
    this.#lost++;
    this.#log.error({ callId, kind: report.kind }, 'a report could not be given to the workflow of its call');
  }

  async #signal(callId: string, report: StreamReport): Promise<void> {
    const handle = this.#client.workflow.getHandle(callWorkflowId(callId));
    await this.#client.withDeadline(Date.now() + this.#bounds.signalMs, () =>
      handle.signal(callEventSignal, report),
    );
  }
}
