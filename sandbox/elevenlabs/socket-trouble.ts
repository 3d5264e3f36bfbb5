import type { Timers } from '../timers.ts';
import type { CloseCode, SocketPlan } from './socket-plan.ts';

export interface TroubleEvents {
  cut(): void;
  stall(): void;
  /** Closes without an `error` event. */
  end(code: number, reason: string): void;
  /** Sends the `error` event, then closes. */
  fail(code: number, errorType: string, reason: string): void;
}

export const TOO_MANY = 'too many concurrent connections';
export const WAITED_TOO_LONG = 'Waited in the queue for too long';

/** Has the troubles of a plan happen at their times, after the metadata. */
export function scheduleTrouble(plan: SocketPlan, timers: Timers, events: TroubleEvents): void {
  const { dieAfterMs, stallAfterMs, close } = plan;
  if (dieAfterMs !== undefined) timers.after(dieAfterMs, () => events.cut());
  if (stallAfterMs !== undefined) timers.after(stallAfterMs, () => events.stall());
  if (close) timers.after(close.afterMs, () => breakDown(close.code, events));
}

/** Reference 2.12. */
function breakDown(code: CloseCode, { end, fail }: TroubleEvents): void {
  if (code === 3008) end(code, TOO_MANY);
  else if (code === 4300) end(code, WAITED_TOO_LONG);
  else if (code === 1008) fail(code, 'value_error', 'A value was not accepted');
  else if (code === 1002) fail(code, 'llm_timeout', 'The language model took too long');
  else fail(code, 'unknown_websocket_crash', 'Internal error');
}
