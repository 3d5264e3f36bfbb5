import { type Met, metSchema } from '../contracts/call-event.ts';
import { STREAM_PARAMETERS, VARIABLE_PREFIX } from '../contracts/stream.ts';
import type { StreamStart } from '../contracts/vendors/twilio.ts';
import { type AgentOverride, overrideOf } from './overrides.ts';

/** What a stream's `start` asks for. */
export interface CallPlan {
  agentId: string;
  maxSeconds: number;
  /** The key by which the person says that they do not want to be called again; none when left out. */
  optOutKey?: string | undefined;
  /** The agent's dynamic variables. */
  variables: Record<string, string>;
  /** Whom the call has met in place of a person in an earlier stream. */
  met?: Met | undefined;
  /** What the call changes of the agent's settings. */
  override?: AgentOverride | undefined;
}

export type PlanResult = { ok: true; plan: CallPlan } | { ok: false; fault: string };

/** Two hours: the longest conversation that ElevenLabs allows. */
const LONGEST_SECONDS = 7_200;

/**
 * Reads `start`: its format must be the one that both vendors speak unconverted, its track the person's alone (our own
 * voice must not come back to the agent), its parameters those of contracts/stream.ts.
 */
export function planOf(start: StreamStart, fallback: { agentId: string; maxSeconds: number }): PlanResult {
  const { encoding, sampleRate, channels } = start.mediaFormat;
  if (encoding !== 'audio/x-mulaw' || sampleRate !== 8000 || channels !== 1) {
    return refuse(
      `media format is ${encoding} ${sampleRate} Hz × ${channels}; audio/x-mulaw 8000 Hz × 1 is needed`,
    );
  }
  if (start.tracks.some((track) => track !== 'inbound')) {
    return refuse(`tracks are ${start.tracks.join(', ')}; inbound alone is needed`);
  }
  const given = start.customParameters;
  const maxSeconds = secondsOf(given[STREAM_PARAMETERS.maxSeconds], fallback.maxSeconds);
  if (maxSeconds === undefined) {
    return refuse(`${STREAM_PARAMETERS.maxSeconds} must be a whole number from 1 to ${LONGEST_SECONDS}`);
  }
  const agentId = given[STREAM_PARAMETERS.agentId] || fallback.agentId;
  return {
    ok: true,
    plan: {
      agentId,
      maxSeconds,
      optOutKey: given[STREAM_PARAMETERS.optOutKey],
      met: metSchema.safeParse(given[STREAM_PARAMETERS.met]).data,
      variables: variablesOf(given),
      override: overrideOf(given),
    },
  };
}

function refuse(fault: string): PlanResult {
  return { ok: false, fault };
}

function secondsOf(text: string | undefined, fallback: number): number | undefined {
  if (text === undefined || text === '') return fallback;
  const seconds = Number(text);
  return Number.isInteger(seconds) && seconds >= 1 && seconds <= LONGEST_SECONDS ? seconds : undefined;
}

function variablesOf(parameters: Record<string, string>): Record<string, string> {
  const variables = Object.entries(parameters)
    .filter(([key]) => key.startsWith(VARIABLE_PREFIX) && key.length > VARIABLE_PREFIX.length)
    .map(([key, value]) => [key.slice(VARIABLE_PREFIX.length), value]);
  return Object.fromEntries(variables);
}
