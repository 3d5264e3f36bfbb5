import type { PersonName } from '../scenario.ts';

/** One person's part in a conversation. The sentences are answered by `elevenlabs/replies.ts`. */
export interface Part {
  /** The greeting, then one sentence for each pause of the agent. */
  says: readonly string[];
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
  screened: {
    says: [
      'The person you are calling uses call screening. Please state your name and why you are calling.',
      'Thank you. Please hold.',
      'Hello, yes?',
      'Tuesday works for me.',
    ],
    end: 'waits',
  },
  silent: { says: [], end: 'waits' },
};

/** Said once when nothing is heard after answering. */
export const NUDGE = 'Hello? Is anybody there?';

export const MACHINE_GREETING = 'Hi, I cannot take your call. Please leave a message after the tone.';
