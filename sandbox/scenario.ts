import type { Behaviour, Ending, PersonName } from './behaviour.ts';
import { ENDINGS, talks } from './endings.ts';

/**
 * What a number does when it is dialed, chosen by how it ends: its last two digits where they are listed, otherwise
 * the last one.
 */
const BY_DIGITS = new Map(ENDINGS.map((ending) => [ending.digits, ending]));
const ORDINARY = ENDINGS[0] as Ending;

/** A person who calls us; what they do is said when the call is made. */
export function inboundEnding(person: PersonName): Ending {
  return { digits: '', name: 'inbound', what: 'calls', behaviour: talks(person) };
}

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
