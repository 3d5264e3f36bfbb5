/**
 * What a number does when it is dialed, chosen by how it ends: its last two digits where they are listed, otherwise
 * the last one. docs/sandbox.md shows the same table, and a test compares the two.
 */
export type PersonName =
  | 'agreeable'
  | 'brief'
  | 'curious'
  | 'declining'
  | 'driving'
  | 'interrupting'
  | 'objecting'
  | 'leaving'
  | 'screened'
  | 'silent';

export type Behaviour =
  | { kind: 'answers'; person: PersonName; verdict: 'human' | 'unknown' }
  | { kind: 'machine'; machine: 'voicemail' | 'fax'; verdict: 'machine_start' | 'fax' }
  | { kind: 'busy' }
  | { kind: 'rings out' }
  | { kind: 'rejects' }
  | { kind: 'fails' };

export interface Ending {
  digits: string;
  /** One or two words for logs and tables. */
  name: string;
  what: string;
  behaviour: Behaviour;
  /** What the first call to the number does instead. */
  atFirst?: Behaviour;
  /** Faults of the create request. */
  create?: '429 at first' | 'reset' | 'late answer' | 'refused';
  /** Faults of the status callbacks. */
  callbacks?: 'lost' | 'doubled' | 'reordered';
}

const talks = (person: PersonName): Behaviour => ({ kind: 'answers', person, verdict: 'human' });
const voicemail: Behaviour = { kind: 'machine', machine: 'voicemail', verdict: 'machine_start' };

export const ENDINGS: readonly Ending[] = [
  {
    digits: '0',
    name: 'agrees',
    what: 'answers, and agrees to what is offered',
    behaviour: talks('agreeable'),
  },
  {
    digits: '1',
    name: 'brief',
    what: 'answers, agrees in few words, and hangs up',
    behaviour: talks('brief'),
  },
  { digits: '2', name: 'asks', what: 'answers, asks two questions, and agrees', behaviour: talks('curious') },
  { digits: '3', name: 'declines', what: 'answers, and is not interested', behaviour: talks('declining') },
  {
    digits: '4',
    name: 'call back',
    what: 'answers, and asks to be called later',
    behaviour: talks('driving'),
  },
  { digits: '5', name: 'busy', what: 'is busy', behaviour: { kind: 'busy' } },
  { digits: '6', name: 'rings out', what: 'rings, and nobody answers', behaviour: { kind: 'rings out' } },
  { digits: '7', name: 'fails', what: 'cannot be reached: fails at once', behaviour: { kind: 'fails' } },
  {
    digits: '8',
    name: 'voicemail',
    what: 'a machine answers: greeting, beep, records',
    behaviour: voicemail,
  },
  {
    digits: '9',
    name: 'interrupts',
    what: 'answers, talks over the agent, then agrees',
    behaviour: talks('interrupting'),
  },
  {
    digits: '80',
    name: 'silent',
    what: 'answers and says nothing; machine detection stays undecided',
    behaviour: { kind: 'answers', person: 'silent', verdict: 'unknown' },
  },
  {
    digits: '81',
    name: 'screening',
    what: 'a screening service asks who calls and why, then the person comes on',
    behaviour: { kind: 'answers', person: 'screened', verdict: 'unknown' },
  },
  {
    digits: '82',
    name: 'opts out',
    what: 'answers, and asks never to be called again',
    behaviour: talks('objecting'),
  },
  {
    digits: '83',
    name: 'fax',
    what: 'a fax machine answers',
    behaviour: { kind: 'machine', machine: 'fax', verdict: 'fax' },
  },
  {
    digits: '84',
    name: 'refused',
    what: 'the create is refused: 400 with code 21211, not a valid number',
    behaviour: { kind: 'fails' },
    create: 'refused',
  },
  {
    digits: '90',
    name: '429 at first',
    what: 'the first create is answered 429 with code 20429; then agrees',
    behaviour: talks('agreeable'),
    create: '429 at first',
  },
  {
    digits: '91',
    name: 'reset',
    what: 'the create is accepted, and its connection is reset before the answer; agrees',
    behaviour: talks('agreeable'),
    create: 'reset',
  },
  {
    digits: '92',
    name: 'late answer',
    what: 'the create is accepted, and answered only after 12 s and more; agrees',
    behaviour: talks('agreeable'),
    create: 'late answer',
  },
  {
    digits: '93',
    name: 'lost callback',
    what: 'agrees; the final status callback is never sent',
    behaviour: talks('agreeable'),
    callbacks: 'lost',
  },
  {
    digits: '94',
    name: 'doubled callbacks',
    what: 'agrees; every status callback is sent twice',
    behaviour: talks('agreeable'),
    callbacks: 'doubled',
  },
  {
    digits: '95',
    name: 'reordered callbacks',
    what: 'agrees; `answered` and then `ringing` arrive after the final status callback',
    behaviour: talks('agreeable'),
    callbacks: 'reordered',
  },
  {
    digits: '96',
    name: 'busy at first',
    what: 'is busy the first time; agrees after that',
    behaviour: talks('agreeable'),
    atFirst: { kind: 'busy' },
  },
  {
    digits: '97',
    name: 'rings out at first',
    what: 'rings out the first time; agrees after that',
    behaviour: talks('agreeable'),
    atFirst: { kind: 'rings out' },
  },
  {
    digits: '98',
    name: 'leaves',
    what: 'answers, and hangs up in the middle of a sentence',
    behaviour: talks('leaving'),
  },
  {
    digits: '99',
    name: 'rejects',
    what: 'sees the call and rejects it',
    behaviour: { kind: 'rejects' },
  },
];

const BY_DIGITS = new Map(ENDINGS.map((ending) => [ending.digits, ending]));
const ORDINARY = ENDINGS[0] as Ending;

/** The ending of a number in E.164; the last two digits go before the last one. */
export function endingOf(number: string): Ending {
  return BY_DIGITS.get(number.slice(-2)) ?? BY_DIGITS.get(number.slice(-1)) ?? ORDINARY;
}

/** @param earlierCalls how many calls to this number were accepted before */
export function behaviourOf(ending: Ending, earlierCalls: number): Behaviour {
  return earlierCalls === 0 && ending.atFirst ? ending.atFirst : ending.behaviour;
}

/** Twilio's own magic numbers of test credentials, refused at the create (protocol reference 1.8). */
export const REFUSED_NUMBERS: Readonly<Record<string, number>> = {
  '+15005550001': 21217,
  '+15005550002': 21214,
  '+15005550003': 21215,
  '+15005550004': 21216,
};
