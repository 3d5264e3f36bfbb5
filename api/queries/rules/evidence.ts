import type { CallEvidence } from '../../../contracts/http/rules.ts';
import type { CallId } from '../../../contracts/ids.ts';
import { type ContactDoc, Contacts, phonesOf } from '../../../platform/models/contact.ts';
import { packKeyOf } from '../../../platform/models/rule-pack.ts';
import { suppressionsOf } from '../../../platform/models/suppression.ts';
import { findPack } from '../../../platform/rule-packs.ts';
import { STANDARD_PACKS } from '../../../workflows/gate/packs/index.ts';
import { findCall } from '../calls.ts';
import { consentsOf } from './consents.ts';
import { listRegistries, suppressionView } from './suppressions.ts';

/** Why a call was made, or was not: the verdict with its inputs, the text of its rules, and what is on record now. */
export async function readEvidence(id: CallId): Promise<CallEvidence> {
  const call = await findCall(id);
  const contact = await Contacts.findById(call.contactId).lean<ContactDoc | null>();
  const numbers = [...(call.phone ? [call.phone] : []), ...(contact ? phonesOf(contact) : [])];
  const [packs, consents, suppressions, registries] = await Promise.all([
    Promise.all((call.gate?.verdict?.packs ?? []).map((pack) => findPack(packKeyOf(pack), STANDARD_PACKS))),
    consentsOf(call.contactId),
    suppressionsOf([...new Set(numbers)]),
    listRegistries(),
  ]);
  return {
    callId: call._id,
    campaignId: call.campaignId,
    contactId: call.contactId,
    outcome: call.outcome ?? null,
    gate: call.gate ?? null,
    packs: packs.filter((pack) => pack !== undefined),
    consents,
    suppressions: suppressions.map(suppressionView).map(({ phone: _, ...entry }) => entry),
    registries,
  };
}
