import type { Outcome } from '../../contracts/outcome.ts';
import type { SeenCall } from './evidence.ts';

/** Ends of a call that nobody answered, by Twilio's status. Rows of docs/sandbox.md by name where they differ. */
const UNANSWERED: Record<string, readonly Outcome[]> = {
  busy: ['busy'],
  'no-answer': ['no_answer'],
  failed: ['invalid_number', 'failed_provider'],
  canceled: ['canceled'],
};
const FAILED: Record<string, readonly Outcome[]> = {
  'no such number': ['invalid_number'],
  blocked: ['blocked'],
};

/** Who answered, by the row of the sandbox's table; a person where it is not named. */
const ANSWERED: Record<string, readonly Outcome[]> = {
  voicemail: ['voicemail'],
  'no beep': ['voicemail'],
  fax: ['fax'],
  menu: ['ivr', 'voicemail'],
  screening: ['human', 'screening'],
  // A bridge that dies takes along whom it had recognised; to the agent that goes on whoever is there is a person.
  'screened out': ['screening', 'human'],
  // Machine detection errs, and we go by its word.
  misjudged: ['voicemail', 'human'],
};

/** What our outcome of a call may be, by what the sandbox saw it do. `unknown` is no lie, and is counted apart. */
export function allowedOutcomes(
  call: Pick<SeenCall, 'status' | 'ending' | 'answeredAt' | 'callbacks'>,
  hadConversation: boolean,
): readonly Outcome[] {
  const { status, ending, answeredAt } = call;
  if (answeredAt === undefined) {
    const byRow = status === 'failed' ? FAILED[ending] : undefined;
    // Why a call failed is in its last callback alone: whoever has to ask is not told.
    if (byRow && !wasTold(call)) return [...byRow, 'failed_provider'];
    return byRow ?? UNANSWERED[status] ?? [];
  }
  const who = ANSWERED[ending] ?? (['human'] as const);
  // Somebody answered, and no agent could be had for them.
  return hadConversation ? who : [...who, 'failed_ours'];
}

/** The last callback is called so whatever the end. */
function wasTold({ callbacks }: Pick<SeenCall, 'callbacks'>): boolean {
  return callbacks.some(({ event, result }) => event === 'status:completed' && isGood(result));
}

/** An answer of ours that takes a callback for received. */
function isGood(result: number | string): boolean {
  return typeof result === 'number' && result >= 200 && result < 300;
}
