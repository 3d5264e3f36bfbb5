import { Measures } from './measures.ts';

/** What one stream counts: plain numbers, so that counting costs nothing on the way of the audio. */
export interface Counters {
  /** The person's audio: messages sent to the agent. */
  framesUp: number;
  /** The agent's audio: messages sent to Twilio. */
  framesDown: number;
  /** The person's audio that was not sent: too early, or the agent's socket did not keep up. */
  droppedUp: number;
  /** The agent's audio that was not sent: Twilio's socket or its queue was full. */
  droppedDown: number;
  /** The agent's audio that came after its turn was interrupted. */
  lateDown: number;
  interruptions: number;
  marksSent: number;
  /** Marks whose audio was heard to its end. */
  marksPlayed: number;
  pings: number;
  /** Keys pressed on the phone's keypad. */
  keys: number;
  /** Screening services and menus of keys that the agent was told of. */
  machinesMet: number;
  /** Tools that the agent called and the bridge does not have, or would have had to approve. */
  unknownTools: number;
  /** Messages of either side that mean nothing to the bridge. */
  ignored: number;
  /** Audio messages that had to be parsed, being written so that nothing can be learned from them. */
  parsedAudio: number;
  agentReopened: number;
  /** Agents that took the place of one lost in mid-call. */
  agentResumed: number;
  /** Faults of either socket, each of which also closes it. */
  socketErrors: number;
  turns: number;
  measures: Measures;
}

export function newCounters(): Counters {
  return {
    framesUp: 0,
    framesDown: 0,
    droppedUp: 0,
    droppedDown: 0,
    lateDown: 0,
    interruptions: 0,
    marksSent: 0,
    marksPlayed: 0,
    pings: 0,
    keys: 0,
    machinesMet: 0,
    unknownTools: 0,
    ignored: 0,
    parsedAudio: 0,
    agentReopened: 0,
    agentResumed: 0,
    socketErrors: 0,
    turns: 0,
    measures: new Measures(),
  };
}

/** Adds one stream's counters to a sum. */
export function addCounters(sum: Counters, { measures, ...counts }: Counters): void {
  for (const key of Object.keys(counts) as (keyof typeof counts)[]) sum[key] += counts[key];
  sum.measures.add(measures);
}
