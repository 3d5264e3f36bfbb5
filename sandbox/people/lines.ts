import type { PersonName } from '../behaviour.ts';

/** What a person does in turn: says a sentence, or presses keys, such as `9` or `12#`. */
export type Step = string | { presses: string };

/** One person's part in a conversation. The sentences are answered by `elevenlabs/replies.ts`. */
export interface Part {
  /** The greeting, then one step for each pause of the agent. */
  says: readonly Step[];
  /** False for one who waits to be spoken to, as callers do. */
  greets?: false;
  /** Said over the agent's first words, in place of waiting for them to end. */
  interruptsWith?: string;
  /**
   * How the call ends on this side: the person waits for the agent to hang up; hangs up after the last sentence; or in the
   * middle of it.
   */
  end: 'waits' | 'after the last sentence' | 'in the last sentence';
}

export const PARTS: Record<PersonName, Part> = {
  agreeable: { says: ['Hello?', 'Yes, go ahead.', 'Tuesday works for me.'], end: 'waits' },
  brief: { says: ['Yes?', 'Sure.', 'Fine, book it. Bye.'], end: 'after the last sentence' },
  'busy tomorrow': {
    says: ['Hello?', 'I am busy right now, can you call me back tomorrow at three in the afternoon?'],
    end: 'waits',
  },
  caller: { says: [], greets: false, end: 'waits' },
  curious: {
    says: ['Hello, who is this?', 'Oh, what is it about?', 'And what does it cost?', 'Great, that works.'],
    end: 'waits',
  },
  declining: { says: ['Hello?', 'No thank you, I am not interested.'], end: 'waits' },
  driving: { says: ['Hi, yes?', 'I am driving, can you call me back later?'], end: 'waits' },
  interrupting: {
    says: ['Hello?', 'Okay, Tuesday works.'],
    interruptsWith: 'Sorry, hang on, what is this about?',
    end: 'waits',
  },
  objecting: { says: ['Hello?', 'Please stop calling me. Take me off your list.'], end: 'waits' },
  leaving: {
    says: ['Hello?', 'Well, to be honest with you, right now I was just about to go out.'],
    end: 'in the last sentence',
  },
  'pressing nine': { says: ['Hello?', { presses: '9' }], end: 'waits' },
  screened: {
    says: [
      'The person you are calling uses call screening. Please state your name and why you are calling.',
      'Thank you. Please hold.',
      'Hello, yes?',
      'Tuesday works for me.',
    ],
    end: 'waits',
  },
  'screened out': {
    says: [
      'The person you are calling uses call screening. Please state your name and why you are calling.',
      'This person does not want to take your call. Goodbye.',
    ],
    end: 'after the last sentence',
  },
  silent: { says: [], end: 'waits' },
};

/** Said once when nothing is heard after answering. */
export const NUDGE = 'Hello? Is anybody there?';

export const MACHINE_GREETING = 'Hi, I cannot take your call. Please leave a message after the tone.';

export const MENU =
  'Thank you for calling Bay Street Clinic. For appointments, press 1. For accounts, press 2. To hear this again, press 3.';
