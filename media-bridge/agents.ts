import type { StreamEndReason } from '../contracts/call-event.ts';
import { PREVIOUS_CONVERSATION } from '../contracts/stream.ts';
import { AgentLine, type AgentLineDeps } from './agent-line.ts';
import type { Counters } from './counters.ts';
import type { AgentEvents } from './elevenlabs-agent.ts';
import { type AgentClose, agentEndReason, mayResume } from './end-reasons.ts';
import type { CallPlan } from './stream-start.ts';

/** How often in one stream another agent takes the place of one that was lost. */
const MOST_RESUMES = 2;

/**
 * The agents of one stream, one after the other: the first, and another where one was lost in mid-call, who is told
 * what was said. Each is a conversation of its own to the vendor.
 */
export class Agents {
  readonly #callId: string;
  readonly #events: AgentEvents;
  readonly #deps: AgentLineDeps;
  readonly #counters: Counters;
  #plan: CallPlan | undefined;
  #line: AgentLine | undefined;
  #isClosed = true;
  /** It has ended the call: however its socket closes, it was not lost. */
  #isLeaving = false;
  #resumes = 0;

  constructor(callId: string, events: AgentEvents, deps: AgentLineDeps, counters: Counters) {
    this.#callId = callId;
    this.#events = events;
    this.#deps = deps;
    this.#counters = counters;
  }

  /** The way to the present agent; undefined before the first. */
  get line(): AgentLine | undefined {
    return this.#line;
  }

  /** Whether no socket is open or being opened. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  reach(plan: CallPlan): void {
    this.#plan ??= plan;
    this.#isClosed = false;
    const events = { ...this.#events, closed: this.#onClosed };
    this.#line = new AgentLine(this.#callId, plan, events, this.#deps, this.#counters);
  }

  /**
   * Reaches another agent in place of the one whose socket has closed, unless that would be no use.
   * @param account what was said so far
   * @returns whether it does
   */
  replace(close: AgentClose, account: string | undefined): boolean {
    if (!this.#plan || this.#isLeaving || !mayResume(close) || this.#resumes >= MOST_RESUMES) return false;
    this.#resumes++;
    this.#counters.agentResumed++;
    const { variables } = this.#plan;
    const told = account === undefined ? variables : { ...variables, [PREVIOUS_CONVERSATION]: account };
    this.reach({ ...this.#plan, variables: told });
    return true;
  }

  /** The agent says that it has ended the call. */
  leaves(): void {
    this.#isLeaving = true;
  }

  /** What the end of the present agent's socket means for the stream. */
  reasonOf(close: AgentClose): StreamEndReason {
    if (this.#isLeaving) return 'agent_ended';
    return close.ready ? agentEndReason(close) : this.unreachable;
  }

  /** Why the stream ends when no agent comes: where there was one, its loss is the cause. */
  get unreachable(): StreamEndReason {
    return this.#resumes > 0 ? 'agent_error' : 'agent_unreachable';
  }

  close(): void {
    this.#line?.close();
  }

  #onClosed = (close: AgentClose): void => {
    this.#isClosed = true;
    this.#events.closed(close);
  };
}
