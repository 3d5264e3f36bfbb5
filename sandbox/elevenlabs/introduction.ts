import { OFFER } from './replies.ts';

type Variables = Readonly<Record<string, string | number | boolean>>;

const OWN_NAME = 'Riley from Harbour Dental';
const OWN_PURPOSE = 'about a check-up';
const NAME = /\b(?:it is|it's|this is|i am|i'm|my name is) ([^.,!?]+)/i;
const PURPOSE = /\b(?:about|regarding|calling to|calling because) [^.,!?]+/i;

/**
 * The answer to a screening service: who calls and why. The variables `caller_name` and `purpose` come first, then what
 * the first message says, then the names of the agent that is there from the start.
 */
export function introductionOf(variables: Variables, firstMessage: string): string {
  const name = textOf(variables.caller_name) ?? NAME.exec(firstMessage)?.[1]?.trim() ?? OWN_NAME;
  const purpose = textOf(variables.purpose) ?? PURPOSE.exec(firstMessage)?.[0] ?? OWN_PURPOSE;
  const joined = /^(about|regarding|to|because|calling|on)\b/i.test(purpose) ? purpose : `about ${purpose}`;
  return `This is ${name}, ${joined}.`;
}

/**
 * The first words. A first message that the client gave is obeyed word for word; otherwise a conversation that is told
 * of an earlier one (`previous_conversation`) goes on with it in place of beginning anew.
 */
export function openingOf(variables: Variables, firstMessage: string, isOverridden: boolean): string {
  if (isOverridden || textOf(variables.previous_conversation) === undefined) return firstMessage;
  return `We spoke before, so let us go on from there. ${OFFER}`;
}

function textOf(value: Variables[string] | undefined): string | undefined {
  const text = value === undefined ? '' : String(value).trim();
  return text === '' ? undefined : text.replace(/[.!?]+$/, '');
}
