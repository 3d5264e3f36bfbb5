import type { Context } from '../context.ts';
import { greetingMs } from '../people/create-callee.ts';
import type { Random } from '../random.ts';
import type { Timers } from '../timers.ts';
import type { Call } from './call.ts';
import { deliver } from './webhook.ts';

/** After a machine's greeting has ended and its beep was heard. */
const AFTER_BEEP = 300;

/**
 * Machine detection of an answered call (protocol reference 3.5). Resolves when the verdict is there, at once when none was
 * asked for; a call that ends before has no verdict, and the promise stays pending. Asynchronous verdicts are posted.
 */
export function detect(context: Context, call: Call, timers: Timers, random: Random): Promise<void> {
  const { detection } = call.order;
  if (!detection) return Promise.resolve();
  const after = verdictAfter(context, call, random);
  return new Promise((resolve) => {
    timers.after(after, () => {
      call.answeredBy = verdictOf(call);
      if (detection.async) postVerdict(context, call, after);
      resolve();
    });
  });
}

function verdictOf({ behaviour, order }: Call): string {
  if (behaviour.kind === 'answers') return behaviour.verdict;
  if (behaviour.kind !== 'machine') return 'unknown';
  const waitsForBeep = order.detection?.mode === 'DetectMessageEnd' && behaviour.machine === 'voicemail';
  return waitsForBeep ? 'machine_end_beep' : behaviour.verdict;
}

function verdictAfter({ options: { timings } }: Context, call: Call, random: Random): number {
  const verdict = verdictOf(call);
  if (verdict === 'unknown') return call.order.detection?.silenceMs ?? 0;
  if (verdict === 'machine_end_beep') return greetingMs() + AFTER_BEEP;
  return random.between(verdict === 'human' ? timings.verdictOnPerson : timings.verdictOnMachine);
}

function postVerdict({ options, closing }: Context, call: Call, ms: number): void {
  const callback = call.order.detection?.callback;
  if (!callback) return;
  const form = {
    AccountSid: options.accountSid,
    CallSid: call.sid,
    AnsweredBy: call.answeredBy ?? 'unknown',
    MachineDetectionDuration: String(ms),
  };
  void deliver({ ...callback, form }, options.authToken, closing).then(({ result, attempts }) => {
    call.notes.callbacks.push({ event: 'amd', at: Date.now(), result, attempts });
  });
}
