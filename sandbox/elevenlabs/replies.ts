/**
 * What the agent answers: the first rule whose words are found decides. A real agent has a language model; these rules
 * only have to keep a short conversation coherent with the sentences of `people/lines.ts`, or with those of a caller
 * who tries the sandbox by hand.
 */
export interface Reply {
  text: string;
  /** The agent hangs up after saying it. */
  ends?: boolean;
  /** Something was agreed: client tools are called first. */
  agreed?: boolean;
  /** What it means for the analysis, when it settles the matter. */
  verdict?: Verdict;
  /** Said even when the agent has not greeted yet. */
  evenFirst?: boolean;
}

export interface Verdict {
  successful: 'success' | 'failure' | 'unknown';
  summary: string;
  title: string;
}

interface Rule {
  words: RegExp;
  reply: Reply;
}

const OFFER = 'You are due for a check-up. Would Tuesday at ten suit you?';

const RULES: readonly Rule[] = [
  {
    words: /leave a message|after the (tone|beep)/i,
    reply: {
      text: 'Hello, this is Riley from Harbour Dental about your check-up. Please call us back. Goodbye.',
      ends: true,
      evenFirst: true,
      verdict: {
        successful: 'unknown',
        summary: 'A machine answered. The agent left a message asking for a call back.',
        title: 'Message left',
      },
    },
  },
  {
    words: /state your name|reason for your call|call screening/i,
    reply: { text: 'This is Riley from Harbour Dental, about a check-up.', evenFirst: true },
  },
  { words: /please hold|hold on a moment/i, reply: { text: 'Thank you.' } },
  {
    words: /stop calling|(take|off) .*list|do not call|don't call/i,
    reply: {
      text: 'I am sorry. You are off our list, and will not be called again. Goodbye.',
      ends: true,
      evenFirst: true,
      verdict: {
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
      ends: true,
      verdict: {
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
      ends: true,
      verdict: {
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
      ends: true,
      agreed: true,
      verdict: {
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
  { words: /^(bye|goodbye)\b/i, reply: { text: 'Goodbye!', ends: true } },
];

const OTHERWISE: Reply = { text: OFFER };

/** For conversations that get nowhere. */
export const FAREWELL: Reply = { text: 'Thank you for your time. Goodbye.', ends: true };
export const STILL_THERE: Reply = { text: 'Are you still there?' };

/** The answer to what a person said. Before the agent has greeted, only some things are answered by themselves. */
export function replyTo(text: string, greeted: boolean): Reply | undefined {
  const rule = RULES.find(({ words, reply }) => words.test(text) && (greeted || reply.evenFirst));
  if (rule) return rule.reply;
  return greeted ? OTHERWISE : undefined;
}

export const NOBODY_SPOKE: Verdict = {
  successful: 'unknown',
  summary: 'The call was answered, but nothing was said.',
  title: 'Nothing said',
};

export const LEFT_OPEN: Verdict = {
  successful: 'unknown',
  summary: 'The conversation ended before anything was settled.',
  title: 'Ended early',
};
