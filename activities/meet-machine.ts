import { ApplicationFailure } from '@temporalio/activity';
import twilio from 'twilio';
import { parseCallId } from '../contracts/ids.ts';
import { Calls } from '../platform/models/call.ts';
import { LiveTurns } from '../platform/models/live-turn.ts';
import { campaignOfCall } from '../platform/standing-campaigns.ts';
import type { Dependencies } from './dependencies.ts';
import { isOverAlready } from './failures.ts';
import { hangUp } from './hang-up.ts';

/** What came of a machine's verdict. `conversing`: it was wrong, since somebody talks with the agent. */
export type MachineMet = 'hung_up' | 'message_left' | 'conversing';

/** A greeting is one turn, or two with a pause; who has answered the agent twice is a person. */
const TURNS_OF_A_PERSON = 3;

/**
 * Sees to a machine that answered: hangs up, or has the campaign's message spoken in place of the agent. Detection
 * goes wrong where a person makes a pause after a long first sentence (protocol reference 3.5), so it is not obeyed
 * once a conversation is under way. Told twice to leave a message it begins anew, which a machine records as well.
 */
export async function meetMachine(
  deps: Dependencies,
  { callId, callSid, how }: { callId: string; callSid: string; how: 'hang_up' | 'leave_message' },
): Promise<MachineMet> {
  const answers = await LiveTurns.countDocuments({ callId, speaker: 'contact' });
  if (answers >= TURNS_OF_A_PERSON) return 'conversing';
  const message = how === 'leave_message' ? await messageOf(callId) : undefined;
  if (message && (await speak(deps, callSid, message))) return 'message_left';
  await hangUp(deps, { callSid });
  return 'hung_up';
}

async function messageOf(callId: string): Promise<string | undefined> {
  const ids = parseCallId(callId);
  if (!ids) throw ApplicationFailure.nonRetryable('not a call id');
  const [campaign, call] = await Promise.all([
    campaignOfCall(ids.campaignId),
    Calls.findById(callId, { request: 1 }).lean(),
  ]);
  return call?.request?.settings.voicemailMessage ?? campaign?.settings.voicemailMessage;
}

/** Replaces what the call is doing, its stream with it; the end of the message ends the call. False when it is over. */
async function speak({ twilio: client }: Dependencies, callSid: string, message: string): Promise<boolean> {
  const response = new twilio.twiml.VoiceResponse();
  response.say(message);
  response.hangup();
  try {
    await client.calls(callSid).update({ twiml: response.toString() });
    return true;
  } catch (error) {
    if (!isOverAlready(error)) throw error;
    return false;
  }
}
