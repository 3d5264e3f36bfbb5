import { lastOutcome, moveOn, nextNumber, type Underway, underway } from './contact.ts';
import { Course } from './course.ts';
import { Room } from './room.ts';
import type { Simulation } from './terms.ts';

const MINUTE_MS = 60_000;

/**
 * A campaign from `from` to its end in virtual time, by the functions that decide in real time: gate, pace, retries, numbers,
 * parts of the day, budget. What a call comes to is drawn. It knows of no other campaign but through its terms.
 */
export async function simulate(simulation: Simulation): Promise<Course> {
  const { people, from, breathe } = simulation;
  const course = new Course(from);
  const waiting = people.map(underway).sort((one, other) => one.dueAt - other.dueAt);
  const room = new Room(simulation);
  let now = from;
  for (let contact = waiting.shift(); contact; contact = waiting.shift()) {
    await breathe();
    now = Math.max(now, contact.dueAt);
    const opening = room.opening(now);
    if ('stopped' in opening) {
      course.stop(opening.at, opening.stopped, waiting.length + 1);
      break;
    }
    const dueAt = step(simulation, room, course, contact, opening.at);
    if (dueAt !== undefined) putBack(waiting, contact, dueAt);
  }
  return course;
}

/** Calls the contact, or does not; answers when it is due again. */
function step(
  { terms, draw, gate }: Simulation,
  room: Room,
  course: Course,
  contact: Underway,
  at: number,
): number | undefined {
  const number = nextNumber(contact, terms.retry);
  const callBack = contact.callBackAt !== undefined && contact.callBackAt <= at;
  const ahead = { now: at, attemptsMade: contact.counted, dialedAt: contact.dialedAt, callBack };
  const verdict = gate(number.facts, ahead);
  // The gate is asked to the minute.
  if (verdict.decision === 'defer') return Math.max(verdict.until, at - (at % MINUTE_MS) + MINUTE_MS);
  if (verdict.decision === 'block') {
    const last = lastOutcome(contact);
    if (last) course.done(last, wasReached(contact));
    else if (verdict.reasons[0]) course.skipped(at, verdict.reasons[0]);
    return undefined;
  }
  const call = draw(contact.listed.id, contact.tried.length + 1, lastOutcome(contact));
  course.called(room.take(at, call));
  const dueAt = moveOn(contact, number, call, { startedAt: at, zones: verdict.zones }, terms);
  if (dueAt === undefined) course.done(call.outcome, wasReached(contact));
  return dueAt;
}

function wasReached({ tried }: Underway): boolean {
  return tried.some(({ outcome }) => outcome === 'human');
}

/** Who is due first comes first; of those who are due at once, who has waited longest. */
function putBack(waiting: Underway[], contact: Underway, dueAt: number): void {
  contact.dueAt = dueAt;
  let low = 0;
  let high = waiting.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((waiting[middle]?.dueAt ?? 0) <= dueAt) low = middle + 1;
    else high = middle;
  }
  waiting.splice(low, 0, contact);
}
