import { ApplicationFailure } from '@temporalio/activity';
import type { OptOutBy } from '../contracts/call-event.ts';
import { parseCallId } from '../contracts/ids.ts';
import { Contacts } from '../platform/models/contact.ts';
import { suppressNumber, tellWorkflows } from '../platform/suppress.ts';
import type { Dependencies } from './dependencies.ts';

const SOURCES: Record<OptOutBy, string> = {
  tool: 'said to the agent in a call',
  key: 'a key pressed in a call',
};

/**
 * Whoever is on the phone does not want to be called again: from now on nobody calls them, and what waited for them is
 * canceled. This call is ended by its own workflow; any other with them is ended here. Safe to repeat.
 */
export async function optOut(
  { temporal, log }: Dependencies,
  { callId, by }: { callId: string; by: OptOutBy },
): Promise<void> {
  const contactId = parseCallId(callId)?.contactId;
  const contact = contactId && (await Contacts.findById(contactId, { phone: 1 }).lean());
  if (!contact) throw ApplicationFailure.nonRetryable('the contact of the call is missing', 'RecordMissing');
  const { isNew, canceled, campaigns, callsUp } = await suppressNumber({
    phone: contact.phone,
    source: SOURCES[by],
    callId,
  });
  log.info({ callId, by, isNew, canceled }, 'a person does not want to be called again');
  const others = callsUp.filter((other) => other !== callId);
  await tellWorkflows(temporal, { callsUp: others, campaigns }, 'us');
}
