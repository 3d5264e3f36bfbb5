import type { Behaviour } from '../behaviour.ts';
import type { Context } from '../context.ts';
import { greetingSpeechMs } from '../people/create-callee.ts';
import { greetingMs } from '../people/machines.ts';
import type { Random } from '../random.ts';
import type { Timers } from '../timers.ts';
import type { Timings } from '../timings.ts';
import { type Call, hasEnded } from './call.ts';
import type { Detection } from './call-order.ts';
import { report } from './callback-courier.ts';

/** After a machine's greeting has ended and its beep was heard. */
const AFTER_BEEP = 300;
/** A verdict that comes too late comes so long after the end of its call. */
const AFTER_END = 400;

export interface Verdict {
  answeredBy: string;
  /** Since the answer, milliseconds. */
  afterMs: number;
}

/**
 * Machine detection of an answered call (protocol reference 3.5). Resolves when the verdict is there, at once when none was
 * asked for; a call that ends before has no verdict, and the promise stays pending. Asynchronous verdicts are posted.
 */
export function detect(context: Context, call: Call, timers: Timers, random: Random): Promise<void> {
  const { detection } = call.order;
  if (!detection) return Promise.resolve();
  const verdict = judge(call.behaviour, detection, context.options.timings, random);
  if (call.behaviour.kind === 'answers' && call.behaviour.loss === 'before the verdict') {
    decideAfterEnd(context, call, verdict);
    return new Promise(() => {});
  }
  return new Promise((resolve) => {
    timers.after(verdict.afterMs, () => {
      decide(context, call, verdict);
      resolve();
    });
  });
}

/** What the detection decides, and when. */
export function judge(behaviour: Behaviour, detection: Detection, timings: Timings, random: Random): Verdict {
  const undecided = { answeredBy: 'unknown', afterMs: detection.silenceMs };
  if (behaviour.kind !== 'answers' && behaviour.kind !== 'machine') return undecided;
  const seemed = seemingly(behaviour, detection);
  if (seemed === 'unknown') return inTime(undecided, detection);
  const range = seemed === 'human' ? timings.verdictOnPerson : timings.verdictOnMachine;
  const quick = { answeredBy: seemed, afterMs: random.between(range) };
  if (detection.mode === 'Enable' || seemed !== 'machine_start') return inTime(quick, detection);
  return inTime(greetingEnd(behaviour, detection, quick.afterMs), detection);
}

type Answering = Extract<Behaviour, { kind: 'answers' | 'machine' }>;

/** Who speaks longer at first than the threshold is a machine, and who speaks shorter is a person. */
function seemingly(behaviour: Answering, { speechMs }: Detection): string {
  const { verdict } = behaviour;
  const speech = greetingSpeechMs(behaviour);
  if (verdict === 'human' && speech > speechMs) return 'machine_start';
  if (behaviour.kind === 'machine' && verdict === 'machine_start' && speech < speechMs) return 'human';
  return verdict;
}

function greetingEnd(behaviour: Answering, detection: Detection, quickMs: number): Verdict {
  const { speechEndMs } = detection;
  // A person who is taken for a machine pauses after the greeting.
  if (behaviour.kind === 'answers') return { answeredBy: 'machine_end_silence', afterMs: quickMs };
  const ends = greetingMs(behaviour.machine);
  if (behaviour.machine === 'voicemail')
    return { answeredBy: 'machine_end_beep', afterMs: ends + AFTER_BEEP };
  return { answeredBy: 'machine_end_silence', afterMs: ends + speechEndMs };
}

/** Out of time, a machine that still speaks is `machine_end_other`, and everything else undecided. */
function inTime(verdict: Verdict, { timeoutMs }: Detection): Verdict {
  if (verdict.afterMs <= timeoutMs) return verdict;
  const answeredBy = verdict.answeredBy.startsWith('machine_end') ? 'machine_end_other' : 'unknown';
  return { answeredBy, afterMs: timeoutMs };
}

function decide(context: Context, call: Call, { answeredBy, afterMs }: Verdict): void {
  call.answeredBy = answeredBy;
  call.judgedAt = new Date();
  const { detection } = call.order;
  if (!detection?.async || !detection.callback) return;
  const form = {
    AccountSid: context.options.accountSid,
    CallSid: call.sid,
    AnsweredBy: answeredBy,
    MachineDetectionDuration: String(afterMs),
  };
  report(context, call, { event: 'amd', target: detection.callback, form });
}

function decideAfterEnd(context: Context, call: Call, verdict: Verdict): void {
  context.timers.after(AFTER_END, () => {
    if (hasEnded(call)) decide(context, call, verdict);
    else decideAfterEnd(context, call, verdict);
  });
}
