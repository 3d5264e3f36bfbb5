import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Answerer, mayGoOn, recognise } from '../../contracts/answering.ts';
import type { PersonName } from '../../sandbox/behaviour.ts';
import { MACHINE_GREETING, MENU, PARTS } from '../../sandbox/people/lines.ts';
import { ORDINARY } from './ordinary-talk.ts';

/** What a person of the sandbox says, without the keys that they press. */
function spoken(name: PersonName): string[] {
  return PARTS[name].says.flatMap((step) => (typeof step === 'string' ? [step] : []));
}

const MACHINES: Record<Answerer, readonly string[]> = {
  screening: [
    'Hi, the person you’re calling is using a screening service from Google and will get a copy of this conversation.',
    "Go ahead and say your name, and why you're calling.",
    'Please state your name and the reason for your call.',
    "Hi, if you record your name and reason for calling, I'll see if this person is available.",
    "I'll see if this person is available.",
    'Please say your name after the tone.',
    'Please say your name after the tone and we will try to connect you.',
    'The subscriber you have dialled screens calls. Please record your name, then press pound.',
    'The person you are calling is using a screening service.',
    'Your call is being screened.',
    'Bitte nennen Sie Ihren Namen und den Grund Ihres Anrufs.',
    'Sprechen Sie nach dem Signalton Ihren Namen.',
    'Enregistrez votre nom et la raison de votre appel.',
    'Dites votre nom après le bip.',
    'Por favor, diga su nombre y el motivo de la llamada.',
    'Grabe su nombre después del tono.',
    'Diga o seu nome e o motivo da ligação.',
    'Grave seu nome após o sinal.',
  ],
  ivr: [
    'Press 1 for sales.',
    'Press one for English.',
    'For sales, press one. For support, press two.',
    'To repeat this message, press star.',
    'If you are calling about an existing order, please press 3.',
    'Please press 1 now.',
    'Please listen carefully, as our menu options have changed.',
    'If you know your party’s extension, you may dial it at any time.',
    'Für den Verkauf drücken Sie bitte die 1.',
    'Wählen Sie die Zwei, um mit der Technik zu sprechen.',
    'Pour le service commercial, appuyez sur la touche 1.',
    'Tapez 2 pour la comptabilité.',
    'Para español, oprima el número dos.',
    'Para ventas, marque uno.',
    'Para falar com um atendente, digite 9.',
    'Para vendas, tecle um.',
  ],
  voicemail: [
    'Hi, you have reached Sam. Please leave a message after the tone.',
    'Leave your name and number after the beep and I will call you back.',
    'At the tone, please record your message. When you have finished, hang up or press 1 for more options.',
    'Please leave a message and I’ll get back to you.',
    'Your call has been forwarded to an automated voice messaging system.',
    'The mailbox is full and cannot accept any messages at this time.',
    'Bitte hinterlassen Sie eine Nachricht nach dem Signalton.',
    'Laissez un message après le bip sonore.',
    'Vous êtes bien sur la messagerie de Claire.',
    'Deje su mensaje después del tono.',
    'Deixe o seu recado após o sinal.',
  ],
};

describe('a machine is known by its words', () => {
  const cases = Object.entries(MACHINES).flatMap(([answerer, texts]) =>
    texts.map((text) => [answerer, text]),
  );
  it.each(cases)('%s: %s', (answerer, text) => expect(recognise(text ?? '')).toBe(answerer));

  it('whatever the case, the marks and the space of the transcript', () => {
    const text = fc.constantFrom(
      ...Object.entries(MACHINES).flatMap(([a, texts]) => texts.map((t) => [a, t])),
    );
    const style = fc.constantFrom(
      (said: string) => said.toUpperCase(),
      (said: string) => said.normalize('NFD'),
      (said: string) => said.replace(/,/g, ' – ').replace(/\./g, ' …'),
      (said: string) => `  Hello!\n${said} `,
    );
    fc.assert(
      fc.property(text, style, ([answerer, said], restyled) => {
        expect(recognise(restyled(said ?? ''))).toBe(answerer);
      }),
    );
  });

  it('the ones of the sandbox too', () => {
    const [asks, holds, ...person] = spoken('screened');
    expect(recognise(asks ?? '')).toBe('screening');
    expect([holds, spoken('screened out')[1]].map((text) => text && mayGoOn(text))).toEqual([true, true]);
    expect(person.filter((text) => recognise(text) || mayGoOn(text))).toEqual([]);
    expect([MACHINE_GREETING, MENU].map(recognise)).toEqual(['voicemail', 'ivr']);
  });
});

describe('a person is not taken for a machine', () => {
  it.each(ORDINARY)('%s', (text) => expect(recognise(text)).toBeUndefined());

  it('in whatever order they speak', () => {
    const talk = fc.array(fc.constantFrom(...ORDINARY), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(talk, (sentences) => {
        expect(recognise(sentences.join(' '))).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
  });

  it('whatever comes out of a bad line', () => {
    const noise = fc.oneof(fc.string({ maxLength: 300 }), fc.string({ unit: 'grapheme', maxLength: 300 }));
    fc.assert(fc.property(noise, (text) => expect(recognise(text)).toBeUndefined()));
  });

  it('by the people of the sandbox', () => {
    const people = Object.keys(PARTS).filter((name) => !name.startsWith('screened')) as PersonName[];
    expect(people.flatMap(spoken).filter(recognise)).toEqual([]);
  });
});

describe('after a machine was recognised', () => {
  it.each([
    'Thank you. Please hold.',
    'Thanks.',
    'Stay on the line.',
    'One moment please.',
    'Your call is important to us.',
    'This call may be recorded for quality purposes.',
    'All of our agents are currently busy.',
    'Sorry, I did not get that.',
    'The person you are calling is not available. Goodbye.',
    'Bitte bleiben Sie in der Leitung.',
    'Veuillez patienter.',
    'No cuelgue, por favor.',
    'Aguarde na linha.',
  ])('it may go on with: %s', (text) => expect(mayGoOn(text)).toBe(true));

  it.each(['Hello?', 'Hello, yes?', 'Who is this?', 'Thank you for calling Harbour Dental, this is Jo.', ''])(
    'somebody else says: %s',
    (text) => expect(mayGoOn(text)).toBe(false),
  );
});

it('of a text without end only the beginning is looked at', () => {
  expect(recognise(`${'la '.repeat(300)} press 1 for sales`)).toBe('ivr');
  expect(recognise(`${'la '.repeat(400)} press 1 for sales`)).toBeUndefined();
});
