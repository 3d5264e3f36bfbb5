import type { HangUpTool } from './agent-settings.ts';

/**
 * What the agent answers: the first rule whose words are found decides. A real agent has a language model; these rules
 * only have to keep a short conversation coherent with the sentences of `people/lines.ts`, or with those of a caller
 * who tries the sandbox by hand.
 */
export interface Reply {
  text: string;
  /** The tool by which the agent hangs up after saying it. */
  ends?: HangUpTool;
  /** Which of the agent's client tools are called before it is said. */
  calls?: 'booking' | 'opt-out' | 'call-back';
  /** Who calls and why: said in the client's words where it gave some. */
  introduces?: boolean;
  /** What it means for the analysis, when it settles the matter. */
  verdict?: Verdict;
  /** Said even when the agent has not greeted yet. */
  evenFirst?: boolean;
}

export interface Verdict {
  matter: 'booked' | 'declined' | 'opted out' | 'call back' | 'message left' | 'nothing said' | 'open';
  successful: 'success' | 'failure' | 'unknown';
  summary: string;
  title: string;
}

interface Rule {
  words: RegExp;
  reply: Reply;
}

export const OFFER = 'You are due for a check-up. Would Tuesday at ten suit you?';

const RULES: readonly Rule[] = [
  {
    words: /leave a message|after the (tone|beep)/i,
    reply: {
      text: 'Hello, this is Riley from Harbour Dental about your check-up. Please call us back. Goodbye.',
      ends: 'end_call',
      evenFirst: true,
      verdict: {
        matter: 'message left',
        successful: 'unknown',
        summary: 'A machine answered. The agent left a message asking for a call back.',
        title: 'Message left',
      },
    },
  },
  {
    words: /state your name|reason for your call|call screening/i,
    reply: {
      text: 'This is Riley from Harbour Dental, about a check-up.',
      introduces: true,
      evenFirst: true,
    },
  },
  { words: /please hold|hold on a moment/i, reply: { text: 'Thank you.' } },
  {
    words: /stop calling|(take|off) .*list|do not call|don't call/i,
    reply: {
      text: 'I am sorry. You are off our list, and will not be called again. Goodbye.',
      calls: 'opt-out',
      ends: 'end_call',
      evenFirst: true,
      verdict: {
        matter: 'opted out',
        successful: 'failure',
        summary: 'The person asked not to be called again.',
        title: 'Asked not to be called',
      },
    },
  },
  {
    words: /driving|call (me )?(back|later)|bad time|busy right now/i,
    reply: {
      text: 'Of course, I will call again tomorrow. Drive safely. Goodbye.',
      calls: 'call-back',
      ends: 'end_call',
      verdict: {
        matter: 'call back',
        successful: 'unknown',
        summary: 'The person had no time and asked to be called again later.',
        title: 'Call back wanted',
      },
    },
  },
  {
    words: /not interested|no,? thank/i,
    reply: {
      text: 'No problem at all. Thank you for your time. Goodbye.',
      ends: 'end_call',
      verdict: {
        matter: 'declined',
        successful: 'failure',
        summary: 'The person was reached and is not interested.',
        title: 'Not interested',
      },
    },
  },
  {
    words: /tuesday|book it|that works|works for me|perfect/i,
    reply: {
      text: 'Lovely, you are booked for Tuesday at ten. Goodbye!',
      ends: 'end_call',
      calls: 'booking',
      verdict: {
        matter: 'booked',
        successful: 'success',
        summary: 'The person was reached and agreed to a check-up on Tuesday at ten.',
        title: 'Appointment booked',
      },
    },
  },
  {
    words: /cost|how much|price/i,
    reply: { text: 'It is free this time. Shall I put you down for Tuesday?' },
  },
  {
    words: /what is (it|this)|about\?|who is this|hang on/i,
    reply: { text: 'It is Harbour Dental. Your check-up is due. Does Tuesday at ten suit?' },
  },
  { words: /anybody there|can you hear/i, reply: { text: `Yes, I am here. ${OFFER}` } },
  { words: /^(bye|goodbye)\b/i, reply: { text: 'Goodbye!', ends: 'end_call' } },
];

const OTHERWISE: Reply = { text: OFFER };

/** For conversations that get nowhere. */
export const FAREWELL: Reply = { text: 'Thank you for your time. Goodbye.', ends: 'end_call' };
export const STILL_THERE: Reply = { text: 'Are you still there?' };

/** The answer to what a person said. Before the agent has greeted, only some things are answered by themselves. */
export function replyTo(text: string, greeted: boolean): Reply | undefined {
  const rule = RULES.find(({ words, reply }) => words.test(text) && (greeted || reply.evenFirst));
  if (rule) return rule.reply;
  return greeted ? OTHERWISE : undefined;
}

export const NOBODY_SPOKE: Verdict = {
  matter: 'nothing said',
  successful: 'unknown',
  summary: 'The call was answered, but nothing was said.',
  title: 'Nothing said',
};

export const LEFT_OPEN: Verdict = {
  matter: 'open',
  successful: 'unknown',
  summary: 'The conversation ended before anything was settled.',
  title: 'Ended early',
};
