import { Ear } from '../audio/ear.ts';
import { FRAME_BYTES, isAudible } from '../audio/mulaw.ts';
import type { Random } from '../random.ts';
import type { Timers } from '../timers.ts';
import { Recogniser, wordsUntil } from '../voices/phrase-book.ts';
import type { AgentConfig } from './agent-settings.ts';
import type { Conversation, Turn } from './conversations.ts';
import { FAREWELL, type Reply, replyTo, STILL_THERE } from './replies.ts';
import { Speech } from './speech.ts';

/** What a dialogue needs of the session around it. */
export interface Stage {
  conversation: Conversation;
  config: AgentConfig;
  timers: Timers;
  random: Random;
  /** Sends an event, if the agent's `client_events` have it. */
  emit(type: string, body: Record<string, unknown>): void;
  wants(type: string): boolean;
  sendAudio(mulaw: Buffer, eventId: number): void;
  /** Resolves when all client tools have answered or timed out. */
  callTools(eventId: number): Promise<void>;
  /** Ends the conversation by the tool `end_call`, if the agent has it. */
  hangUp(eventId: number): void;
}

/** Silence that ends a turn of the person. */
const TURN_ENDS_AFTER = 360;
/** From the end of a turn to the first sound of the answer. */
const THINKS_FOR = [120, 280] as const;
/** So long the person may begin; most people say hello at once. */
const GREETS_AFTER = 450;
/** Shorter sounds over the agent's own speech are taken for nodding. */
const INTERRUPTS_AFTER = 480;
/** Sound without words is only taken for speech when it lasts; a beep does not. */
const SHORTEST_UNINTELLIGIBLE = 700;
const MOST_PROMPTS = 1;
const MOST_TURNS = 10;
const LATE_AFTER = 15;

/**
 * Turn-taking. The agent greets unless the person is just speaking; it listens, and when a turn of the person has ended
 * it answers after a moment's thought; when it is talked over for long enough it stops; when nobody says anything it
 * asks once and then takes its leave.
 */
export class Dialogue {
  readonly #stage: Stage;
  readonly #ear = new Ear(TURN_ENDS_AFTER);
  readonly #recogniser = new Recogniser();
  readonly #firstMessage: string;
  #eventId = 0;
  #greeted: boolean;
  #speech: Speech | undefined;
  /** Cancels what was about to be said. */
  #cancelPlan: (() => void) | undefined;
  #cancelPrompt: (() => void) | undefined;
  #prompts = 0;
  #turns = 0;
  #personBeganAt = 0;
  /** Said by the person and not answered yet: who goes on speaking is answered once, to all of it. */
  #unanswered = '';
  /** Bytes that do not fill a frame yet. */
  #rest: Buffer = Buffer.alloc(0);

  constructor(stage: Stage, firstMessage: string) {
    this.#stage = stage;
    this.#firstMessage = firstMessage;
    this.#greeted = firstMessage === '';
  }

  start(): void {
    if (this.#greeted) this.#expectAnswer(0);
    else this.#plan(GREETS_AFTER, () => this.#greet());
  }

  /** Any amount of μ-law. */
  hear(audio: Buffer): void {
    const whole = this.#rest.length > 0 ? Buffer.concat([this.#rest, audio]) : audio;
    let at = 0;
    for (; at + FRAME_BYTES <= whole.length; at += FRAME_BYTES) {
      this.#hearFrame(whole.subarray(at, at + FRAME_BYTES));
    }
    this.#rest = whole.subarray(at);
  }

  /** A turn that was typed instead of spoken. */
  read(text: string): void {
    this.#interrupt();
    this.#personSaid(text, Date.now());
  }

  /** The socket is gone: what was being said still belongs to the transcript. */
  finish(): void {
    const text = this.#ear.speaking ? this.#recogniser.takeText() : undefined;
    if (text !== undefined) this.#record(text, this.#personBeganAt);
  }

  /** The person is there, though silent: no prompt for another while. */
  stayPatient(): void {
    if (this.#cancelPrompt) this.#expectAnswer(0);
  }

  #hearFrame(frame: Buffer): void {
    const audible = isAudible(frame);
    if (audible) this.#recogniser.hear(frame);
    const heard = this.#ear.hear(audible);
    if (heard === 'began') this.#personBegan();
    if (heard === 'ended') this.#personPaused();
    if (this.#ear.speaking && this.#ear.soundMs >= INTERRUPTS_AFTER) this.#interrupt();
  }

  #personBegan(): void {
    this.#personBeganAt = Date.now();
    this.#cancelPlan?.();
    this.#cancelPrompt?.();
  }

  #personPaused(): void {
    const text = this.#recogniser.takeText();
    if (text !== undefined) this.#personSaid(text, this.#personBeganAt);
    else if (this.#ear.soundMs >= SHORTEST_UNINTELLIGIBLE) {
      this.#personSaid('(unintelligible)', this.#personBeganAt);
    } else this.#resume();
  }

  #personSaid(text: string, at: number): void {
    const { emit } = this.#stage;
    this.#prompts = 0;
    const event = { user_transcript: text, event_id: ++this.#eventId };
    emit('tentative_user_transcript', { tentative_user_transcription_event: event });
    emit('user_transcript', { user_transcription_event: event });
    this.#record(text, at);
    // A word or two while the agent talks on are no turn.
    if (this.#speech?.isPlaying) {
      this.#expectAnswer(this.#speech.remainingMs);
      return;
    }
    this.#unanswered = `${this.#unanswered} ${text}`.trim();
    this.#planAnswer();
  }

  #record(text: string, at: number): void {
    const { conversation } = this.#stage;
    conversation.turns.push({ role: 'user', message: text, atMs: at - conversation.startedAt });
    conversation.notes.userTurns++;
  }

  /** It was only a noise: what was about to be said is said after all. */
  #resume(): void {
    if (this.#unanswered) this.#planAnswer();
    else if (!this.#greeted) this.#plan(0, () => this.#greet());
    else this.#expectAnswer(0);
  }

  #planAnswer(): void {
    const reply = this.#turns >= MOST_TURNS ? FAREWELL : replyTo(this.#unanswered, this.#greeted);
    this.#plan(this.#stage.random.between(THINKS_FOR), () => {
      this.#unanswered = '';
      if (reply) void this.#answer(reply);
      else this.#greet();
    });
  }

  #plan(ms: number, act: () => void): void {
    this.#cancelPlan?.();
    this.#cancelPrompt?.();
    this.#cancelPlan = this.#stage.timers.after(ms, act);
  }

  #greet(): void {
    this.#greeted = true;
    this.#speak(this.#firstMessage, false);
  }

  async #answer(reply: Reply): Promise<void> {
    const { conversation, callTools } = this.#stage;
    this.#greeted = true;
    if (reply.verdict) conversation.verdict = reply.verdict;
    if (reply.agreed) await callTools(this.#eventId);
    if (conversation.status === 'in-progress') this.#speak(reply.text, reply.ends === true);
  }

  #speak(text: string, ends: boolean): void {
    const { conversation, emit, sendAudio, hangUp, timers, random } = this.#stage;
    const eventId = ++this.#eventId;
    const turn: Turn = { role: 'agent', message: text, atMs: Date.now() - conversation.startedAt };
    conversation.turns.push(turn);
    conversation.notes.agentTurns++;
    this.#turns++;
    const speech = new Speech(eventId, text, turn);
    this.#speech = speech;
    emit('agent_response', { agent_response_event: { agent_response: text, event_id: eventId } });
    const onSent = () => {
      emit('agent_response_complete', { agent_response_complete_event: { event_id: eventId } });
      if (ends) hangUp(eventId);
    };
    speech.send(timers, random, (piece) => sendAudio(piece, eventId), onSent);
    this.#expectAnswer(speech.lengthMs);
  }

  /** @param afterMs when the agent will have finished speaking */
  #expectAnswer(afterMs: number): void {
    const { config, timers } = this.#stage;
    const patience = config.conversation_config.turn.turn_timeout * 1000;
    this.#cancelPrompt?.();
    this.#cancelPrompt = timers.after(afterMs + patience, () => {
      const reply = this.#prompts++ < MOST_PROMPTS ? STILL_THERE : FAREWELL;
      this.#speak(reply.text, reply.ends === true);
    });
  }

  #interrupt(): void {
    const speech = this.#speech;
    if (!speech?.isPlaying || !this.#mayBeInterrupted(speech)) return;
    const { conversation, emit, sendAudio, timers } = this.#stage;
    const { eventId, turn, text } = speech;
    const late = speech.breakOff();
    const spoken = wordsUntil(text, speech.playedShare);
    this.#speech = undefined;
    Object.assign(turn, { message: spoken, original: text, interrupted: true });
    conversation.notes.interruptions++;
    emit('interruption', { interruption_event: { event_id: eventId, reason: 'user' } });
    timers.after(LATE_AFTER, () => {
      for (const piece of late) sendAudio(piece, eventId);
      const correction = {
        original_agent_response: text,
        corrected_agent_response: spoken,
        event_id: eventId,
      };
      emit('agent_response_correction', { agent_response_correction_event: correction });
    });
  }

  /** Reference 2.5: only agents that send `interruption` can be interrupted. */
  #mayBeInterrupted(speech: Speech): boolean {
    const { config, wants } = this.#stage;
    const isFirst = speech.text === this.#firstMessage;
    const { disable_first_message_interruptions: protectsFirst } = config.conversation_config.agent;
    return wants('interruption') && !(isFirst && protectsFirst);
  }
}
