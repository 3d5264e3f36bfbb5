import type { Met } from './call-event.ts';

/** A machine known by its words: a service that screens calls, a menu of keys, or one that takes messages. */
export type Answerer = Met;

/** No machine's sentence is longer; what lies beyond is not looked at. */
const LONGEST_TEXT = 1_000;

/** Signs of a recording that asks for a message, in the words of the phone: "after the tone". */
const TONE = '(?:after|at|following) the (?:tone|beep|signal)';
const TONE_DE = 'nach dem (?:signal ?ton|piep ?ton|ton|signal|piep)';
const TONE_FR = 'apres le (?:bip|signal)';
const TONE_ES = '(?:despues del?|tras|al (?:oir|escuchar)) (?:el |la )?(?:tono|bip|pitido|senal)';
const TONE_PT = '(?:apos|depois d)(?: ?[oe])? (?:sinal|bipe?|tom|toque)';

const KEY = '(?:\\d|zero|one|two|three|four|five|six|seven|eight|nine|star|pound|hash)\\b';
const KEY_DE = '(?:\\d|null|eins|zwei|drei|vier|funf|sechs|sieben|acht|neun|stern|raute)\\b';
const KEY_FR = '(?:\\d|zero|un|deux|trois|quatre|cinq|six|sept|huit|neuf|etoile|diese)\\b';
const KEY_ES = '(?:\\d|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|asterisco|almohadilla|gato)\\b';
const KEY_PT = '(?:\\d|zero|um|dois|tres|quatro|cinco|seis|sete|oito|nove|asterisco|jogo da velha)\\b';

/** "press", as an order: a person says "you have to press", "did you press". */
const PRESS =
  '(?<!\\b(?:i|you|he|she|we|they|to|not|dont|could|can|should|must|just) )press (?:the )?(?:number )?';
const PRESS_DE = '(?:drucken|wahlen) sie (?:bitte )?(?:die )?(?:taste |ziffer )?';
const PRESS_FR = '(?:appuyez sur|tapez(?: sur)?|faites|composez) (?:la |le )?(?:touche )?';
const PRESS_ES = '(?:marque|pulse|oprima|presione|digite) (?:el |la )?(?:numero |tecla )?';
const PRESS_PT = '(?:digite|tecle|pressione|disque|aperte) (?:o |a )?(?:numero |tecla )?';

/** "say your name", as an order: a person who answers for others asks "could you say your name". */
const SAY = '(?<!\\b(?:can|could|would|will|did) you (?:please |just |kindly )?)(?:say|state|record)';
const CALLED =
  '(?:person|party|subscriber|customer|user|number) (?:that )?(?:youre|you are|youve|you have|you) (?:calling|called|dialled|dialed|trying to (?:reach|call))';

const SCREENING = phrases(
  // Google Call Screen, iOS 26 ("record your name and reason for calling") and the services of carriers.
  `${SAY} your name (?:and |or )+(?:the |your |a )?(?:reason|purpose|why|what (?:youre|you are|its|it is|this is))`,
  `${SAY} your name .{0,20}${TONE}`,
  `${SAY} your name .{0,30}(?:then|and) (?:wait|press|stay on)`,
  `${CALLED} .{0,40}screen(?:s|ed|ing)?`,
  '(?:this|your) call is (?:now )?being screened',
  '(?:ill|i will) (?:see|check|find out) if (?:this|the) person is available',
  'will (?:get|receive|see) a (?:copy|transcript) of this (?:conversation|call)',
  `(?:nennen|sagen|sprechen) sie (?:bitte )?(?:${TONE_DE} )?(?:bitte )?ihren namen (?:${TONE_DE}|und (?:den |ihren )?(?:grund|anlass|anliegen))`,
  `(?:nennen|sagen|sprechen) sie (?:bitte )?${TONE_DE} (?:bitte )?ihren namen`,
  'namen und den grund (?:ihres|deines|fur ihren|fur deinen) anrufs? (?:aufnehm|aufnimm|aufzeich|hinterl)',
  `(?:dites|enregistrez|indiquez|enoncez|prononcez) votre nom (?:${TONE_FR}|(?:et|ainsi que) (?:la |le )?(?:raison|motif|objet))`,
  `(?:diga|indique|grabe|mencione) su nombre (?:${TONE_ES}|y (?:el |la )?(?:motivo|razon))`,
  `(?:diga|grave|informe) (?:o )?seu nome (?:${TONE_PT}|e (?:o |a )?(?:motivo|razao|assunto))`,
);

const VOICEMAIL = phrases(
  `(?<!\\b(?:just|i|ill|should|did) )(?:leave|record) .{0,80}${TONE}`,
  `${TONE} .{0,30}(?:leave|record) (?:a|your|me|us)`,
  'please leave (?:me |us )?(?:a|your) (?:brief |short |detailed )?message (?:and|so) (?:ill|i will|well|we will|someone)',
  '(?:youve|you have) reached the (?:voice ?mail|mailbox|answering (?:machine|service))',
  'forwarded to (?:an? )?(?:automat\\w+ )?(?:voice ?mail|voice messag|answering)',
  '(?:mailbox|voice ?mail ?box) (?:is full|has not been set up|belonging to)',
  '(?:no one|nobody) is available to take your call',
  `(?:hinterlassen|sprechen) sie .{0,60}${TONE_DE}`,
  `${TONE_DE} .{0,30}(?:hinterlassen|nachricht)`,
  `laissez (?:moi |nous )?(?:un |votre )?message .{0,30}${TONE_FR}`,
  'vous etes (?:bien )?sur (?:la messagerie|le repondeur)',
  `(?:deje|dejenos|deja|dejame) (?:su|un|tu) mensaje ${TONE_ES}`,
  `deixe (?:o |a |um |uma )?(?:seu |sua )?(?:recado|mensagem) ${TONE_PT}`,
  'encaminhada (?:para|a) (?:a )?caixa postal',
);

const IVR = phrases(
  `${PRESS}${KEY} (?:for|to|if|now|or say|at any time)`,
  `(?:for|to|if) .{2,80} (?:please )?${PRESS}${KEY}`,
  'listen carefully (?:as|because) (?:our|the) (?:menu )?(?:options|menu)',
  '(?:return|go back) to the main menu',
  '(?:choose|select) (?:from )?(?:one of )?the following (?:menu )?options',
  'if you know (?:your|the) partys extension',
  `${PRESS_DE}${KEY_DE} (?:fur|um|wenn|falls)`,
  `(?:fur|um|wenn|falls) .{2,80} ${PRESS_DE}${KEY_DE}`,
  `(?:pour|si) .{2,80} ${PRESS_FR}${KEY_FR}`,
  `${PRESS_FR}${KEY_FR} (?:pour|si)`,
  `(?:para|si) .{2,80} ${PRESS_ES}${KEY_ES}`,
  `${PRESS_ES}${KEY_ES} (?:para|si)`,
  `(?:para|se) .{2,80} ${PRESS_PT}${KEY_PT}`,
  `${PRESS_PT}${KEY_PT} (?:para|se)`,
);

const GOING_ON = phrases(
  '(?:please|kindly) (?:hold|wait|stand by|try again)',
  '(?:hold|stay on|remain on) the line',
  '^(?:one|just a|a) moment(?: please)?$',
  '^(?:ok(?:ay)?[ .]+)?(?:thank you|thanks)(?:[ .]+(?:very much|for calling|goodbye))*$',
  'your call is (?:very )?important',
  'calls? (?:may|might|will|is|are) (?:be )?(?:being )?(?:recorded|monitored)',
  '(?:agents|representatives|operators|advisors|lines) are (?:currently |all )?(?:busy|assisting|helping)',
  '(?:connecting|transferring) (?:you|your call)',
  `(?:${CALLED}|this person|the person) .{0,20}(?:not available|unavailable|cannot|cant|unable|not want|doesnt want)`,
  '(?:didnt|did not) (?:get|catch|receive|hear|recogni[sz]e|understand) (?:that|your|a|any)',
  'not a valid (?:entry|selection|option|choice)',
  'bitte (?:warten|bleiben|legen)|ihr anruf ist uns wichtig|^(?:einen moment(?: bitte)?|(?:vielen )?danke?)$',
  'veuillez patienter|ne quittez pas|merci de patienter|restez en ligne|^(?:un instant|merci)$',
  'no cuelgue|espere (?:un momento|en)|en la linea|^(?:un momento|gracias)$',
  'aguarde|na linha|^(?:um momento|obrigad[oa])$',
);

/**
 * Who says this, where the words tell: a call screening service, a menu of keys, or a machine that takes messages;
 * undefined for everything else. Made to stay silent rather than to take a person for a machine.
 *
 * @param text transcript of one utterance of the other side, in English, German, French, Spanish or Portuguese
 */
export function recognise(text: string): Answerer | undefined {
  const words = plain(text);
  if (SCREENING.test(words)) return 'screening';
  if (VOICEMAIL.test(words)) return 'voicemail';
  return IVR.test(words) ? 'ivr' : undefined;
}

/**
 * Whether a machine may say this after it was recognised: "Thank you. Please hold." A person may say it too, so it is
 * no sign of either.
 */
export function mayGoOn(text: string): boolean {
  return GOING_ON.test(plain(text));
}

/** Whole words only. */
function phrases(...patterns: string[]): RegExp {
  return new RegExp(patterns.map((pattern) => `(?<![a-z0-9])(?:${pattern})`).join('|'));
}

/**
 * Small letters without accents, one space between words, a point between sentences: transcripts differ in the rest.
 * The point keeps the end of one sentence and the beginning of the next from being read as a phrase.
 */
function plain(text: string): string {
  return text
    .slice(0, LONGEST_TEXT)
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\p{M}'’]/gu, '')
    .replace(/[^a-z0-9.!?]+/g, ' ')
    .replace(/[ .!?]*[.!?][ .!?]*/g, ' . ')
    .replace(/^[ .]+|[ .]+$/g, '');
}
