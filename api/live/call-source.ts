import type { CallView } from '../../contracts/http/calls.ts';
import type { CallId } from '../../contracts/ids.ts';
import type { Turn } from '../../contracts/transcript.ts';
import { type CallDoc, Calls } from '../../platform/models/call.ts';
import type { ApiDeps } from '../deps.ts';
import { viewCalls } from '../queries/call-views.ts';
import { liveTurns } from '../queries/transcript.ts';
import { Memory } from './changed.ts';
import type { Message } from './messages.ts';
import type { RoomSource } from './room-source.ts';

/** A call, and what is said in it. */
export function callSource(deps: ApiDeps, callId: CallId): RoomSource {
  const memory = new Memory<CallView>((call) => call.id);
  let said: Turn[] | undefined;

  async function look() {
    const [docs, turns] = await Promise.all([
      Calls.find({ _id: callId }).lean<CallDoc[]>(),
      liveTurns(callId),
    ]);
    return { calls: await viewCalls(deps, docs), turns };
  }

  return {
    async current() {
      const { calls, turns } = await look();
      if (said === undefined) {
        memory.take(calls);
        said = turns;
      }
      return [...callMessages(calls), ...turnMessages(callId, [], turns)];
    },
    async changes() {
      const { calls, turns } = await look();
      const before = said ?? [];
      said = turns;
      return [...callMessages(memory.take(calls)), ...turnMessages(callId, before, turns)];
    },
  };
}

function callMessages(calls: CallView[]): Message[] {
  return calls.map((payload) => ({ event: 'call', payload }));
}

/** The turns from the first that is new, or that was corrected since: an agent who is interrupted said less. */
function turnMessages(callId: CallId, before: Turn[], now: Turn[]): Message[] {
  const from = now.findIndex((turn, index) => JSON.stringify(turn) !== JSON.stringify(before[index]));
  return from < 0 ? [] : [{ event: 'turns', payload: { callId, from, turns: now.slice(from) } }];
}
