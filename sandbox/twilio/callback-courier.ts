import { randomUUID } from 'node:crypto';
import type { Context } from '../context.ts';
import { type Call, personsNumber } from './call.ts';
import type { Address } from './call-order.ts';
import { forgeryOf } from './forgery.ts';
import { withoutFragment } from './signature.ts';
import { deliver } from './webhook.ts';

/** One callback on its way. */
export interface Parcel {
  /** `status:ringing`, `amd`, `recording:completed`, `stream:stream-started`. */
  event: string;
  target: Address;
  form: Record<string, string>;
  /** The same for all copies of one callback; made when left out. */
  idempotencyToken?: string;
}

/** A double comes so long after the first. */
const DOUBLE_AFTER = 150;
/** A callback that is to be overtaken by another goes out after so long when no other comes. */
const LONGEST_HELD = 5000;

/**
 * Sends a callback about a call, with the standing faults that are drawn for it: lost, doubled, late, overtaken by a later one,
 * or beside a forged copy. What became of it is noted for the referee. Number and time in the form are always the true ones.
 */
export function report(context: Context, call: Call, given: Parcel): void {
  const parcel = { ...given, idempotencyToken: given.idempotencyToken ?? randomUUID() };
  const drawn = context.faults.onCallback(personsNumber(call), call.nth, nameOf(call, parcel.event));
  if (drawn.forge) forge(context, call, parcel);
  if (drawn.drop) {
    call.notes.callbacks.push({ event: parcel.event, at: Date.now(), result: 'withheld', attempts: 0 });
    return;
  }
  const send = () => void sendNow(context, call, parcel, drawn.double);
  if (drawn.reorder) holdBack(context, call, send);
  else if (drawn.delayMs > 0) context.timers.after(drawn.delayMs, send);
  else send();
}

/** A call can have several events of one name, such as the starts of two streams. */
function nameOf(call: Call, event: string): string {
  const before = call.eventsSoFar.get(event) ?? 0;
  call.eventsSoFar.set(event, before + 1);
  return `${event} ${before}`;
}

async function sendNow(context: Context, call: Call, parcel: Parcel, twice: boolean): Promise<void> {
  if (twice) context.timers.after(DOUBLE_AFTER, () => void sendNow(context, call, parcel, false));
  const { options, closing } = context;
  const { event, target, form, idempotencyToken } = parcel;
  const overtaken = call.heldBack;
  call.heldBack = [];
  const { result, attempts } = await deliver(
    { ...target, form, idempotencyToken },
    options.authToken,
    closing,
  );
  call.notes.callbacks.push({ event, at: Date.now(), result, attempts });
  for (const release of overtaken) release();
}

function holdBack({ timers }: Context, call: Call, send: () => void): void {
  let sent = false;
  const release = () => {
    if (sent) return;
    sent = true;
    cancel();
    send();
  };
  const cancel = timers.after(LONGEST_HELD, release);
  call.heldBack.push(release);
}

/** Sends what nobody at Twilio signed. Whoever takes it (any answer but 403) acts on the word of a stranger. */
function forge({ options, closing, referee }: Context, call: Call, { event, target, form }: Parcel): void {
  // No forger tries again, whatever the address asks of Twilio.
  const bare = { ...target, url: withoutFragment(target.url) };
  const forgery = forgeryOf({ ...bare, form }, options.authToken);
  void deliver({ ...bare, ...forgery }, options.authToken, closing).then(({ result, attempts }) => {
    referee.forged(call.notes, { event, at: Date.now(), result, attempts });
  });
}
