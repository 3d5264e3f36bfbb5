import {
  Ban,
  BellOff,
  Bug,
  CircleHelp,
  CircleSlash,
  CircleX,
  Hash,
  ListTree,
  type LucideIcon,
  PhoneMissed,
  PhoneOff,
  Printer,
  ServerCrash,
  ShieldQuestion,
  TimerOff,
  UserRound,
  Voicemail,
} from 'lucide-react';
import type { Outcome } from '../../../../contracts/outcome.ts';

/** Colour families of outcomes; each is a variable of the style sheet. Colour only ever repeats what label and icon say. */
type Tone = 'good' | 'machine' | 'gate' | 'waited' | 'busy' | 'declined' | 'bad' | 'quiet';

interface OutcomeLook {
  label: string;
  meaning: string;
  tone: Tone;
  Icon: LucideIcon;
}

/** How each outcome is shown, in the order in which charts and lists name them: best first. */
export const OUTCOME_LOOKS: Record<Outcome, OutcomeLook> = {
  human: { label: 'Person', meaning: 'A person answered.', tone: 'good', Icon: UserRound },
  voicemail: {
    label: 'Voicemail',
    meaning: 'An answering machine answered.',
    tone: 'machine',
    Icon: Voicemail,
  },
  screening: {
    label: 'Screened',
    meaning: 'A call-screening assistant answered.',
    tone: 'gate',
    Icon: ShieldQuestion,
  },
  ivr: { label: 'Phone menu', meaning: 'A menu answered.', tone: 'gate', Icon: ListTree },
  fax: { label: 'Fax', meaning: 'A fax machine answered.', tone: 'gate', Icon: Printer },
  no_answer: { label: 'No answer', meaning: 'It rang out.', tone: 'waited', Icon: PhoneMissed },
  busy: { label: 'Busy', meaning: 'The line was engaged.', tone: 'busy', Icon: CircleSlash },
  declined: { label: 'Declined', meaning: 'The call was turned away.', tone: 'declined', Icon: PhoneOff },
  invalid_number: { label: 'Invalid number', meaning: 'Nobody has this number.', tone: 'bad', Icon: Hash },
  blocked: { label: 'Blocked', meaning: 'The carrier or a rule refused it.', tone: 'bad', Icon: Ban },
  failed_provider: {
    label: 'Provider fault',
    meaning: 'Twilio or ElevenLabs failed.',
    tone: 'bad',
    Icon: ServerCrash,
  },
  failed_ours: { label: 'Our fault', meaning: 'Outdial failed.', tone: 'bad', Icon: Bug },
  canceled: { label: 'Canceled', meaning: 'It was called off before it rang.', tone: 'quiet', Icon: CircleX },
  expired: { label: 'Expired', meaning: 'Its time ran out before it rang.', tone: 'quiet', Icon: TimerOff },
  suppressed: {
    label: 'Do not call',
    meaning: 'A do-not-call entry forbids it.',
    tone: 'quiet',
    Icon: BellOff,
  },
  unknown: {
    label: 'Unknown',
    meaning: 'What happened could not be found out.',
    tone: 'quiet',
    Icon: CircleHelp,
  },
};

export const OUTCOMES_IN_ORDER = Object.keys(OUTCOME_LOOKS) as Outcome[];

/** The CSS colour of an outcome. */
export function outcomeColour(outcome: Outcome): string {
  return `var(--tone-${OUTCOME_LOOKS[outcome].tone})`;
}
