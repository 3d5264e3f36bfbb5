import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { CallEvent } from '../contracts/call-event.ts';
import { callWorkflowId, optOutWorkflowId } from '../contracts/ids.ts';
import { callEventSignal, type MendInput, WORKFLOWS } from '../contracts/workflow-api.ts';
import type { Logger } from '../platform/log.ts';
import type { TemporalLink } from './temporal-link.ts';

/** What the bridge has to report: why a stream ended and what was learned on the way, and what the person wishes of us. */
export type Report = Extract<CallEvent, { kind: 'stream_ended' | 'opted_out' | 'call_back_wished' }>;

export interface ReporterBounds {
  /** One signal may take this long. */
  signalMs: number;
  /**
   * Pauses between tries; after the last a report is given up, since the workflow has timers of its own. That somebody
   * does not want to be called again nobody finds out later: it is tried on with the last pause.
   */
  pausesMs: readonly number[];
}

const BOUNDS: ReporterBounds = { signalMs: 5_000, pausesMs: [250, 500, 1_000, 2_000, 4_000, 8_000, 10_000] };

/**
 * Tells a call's workflow about its stream, by signal. A report has a few tries; a workflow that is over needs none,
 * save that an objection starts one in its place.
 */
export class CallReporter {
  readonly #temporal: TemporalLink;
  readonly #log: Logger;
  readonly #queue: string;
  readonly #bounds: ReporterBounds;
  readonly #underWay = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  #sent = 0;
  #unwanted = 0;
  #lost = 0;

  /** @param queue task queue of the calls' workflows in this installation */
  constructor(temporal: TemporalLink, log: Logger, queue: string, bounds: ReporterBounds = BOUNDS) {
    this.#temporal = temporal;
    this.#log = log;
    this.#queue = queue;
    this.#bounds = bounds;
  }

  /** Settles when the report was taken, or given up. Nobody has to wait for it. */
  report(callId: string, report: Report): Promise<void> {
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
  async #send(callId: string, report: Report): Promise<void> {
    for (let attempt = 0; !this.#stop.signal.aborted; attempt++) {
      try {
        if (await this.#deliver(callId, report)) this.#sent++;
        else this.#unwanted++;
        return;
      } catch {
        const pause = this.#pauseAfter(attempt, report);
        if (pause === undefined) break;
        await sleep(pause, undefined, { signal: this.#stop.signal }).catch(() => undefined);
      }
    }
    this.#lost++;
    this.#log.error({ callId, kind: report.kind }, 'a report could not be given to the workflow of its call');
  }

  #pauseAfter(attempt: number, { kind }: Report): number | undefined {
    const { pausesMs } = this.#bounds;
    return pausesMs[attempt] ?? (kind === 'opted_out' ? pausesMs.at(-1) : undefined);
  }

  /** False when the workflow is over and nobody else has to know. */
  async #deliver(callId: string, report: Report): Promise<boolean> {
    return this.#temporal.ask(this.#bounds.signalMs, async (client) => {
      try {
        await client.workflow.getHandle(callWorkflowId(callId)).signal(callEventSignal, report);
        return true;
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
        if (report.kind !== 'opted_out') return false;
        await this.#mend(client, { callId, optedOut: report.by });
        return true;
      }
    });
  }

  /** As with any report, told twice it is one. */
  async #mend(client: Client, input: MendInput): Promise<void> {
    await client.workflow.start(WORKFLOWS.mend, {
      workflowId: optOutWorkflowId(input.callId),
      taskQueue: this.#queue,
      args: [input],
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
  }
}
