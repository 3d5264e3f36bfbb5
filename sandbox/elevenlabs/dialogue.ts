import { wordsUntil } from '../voices/phrase-book.ts';
import { type HangUpTool, hasSystemTool } from './agent-settings.ts';
import type { ContextNote, Turn } from './conversations.ts';
import { Listener } from './listener.ts';
import { FAREWELL, type Reply, replyTo, STILL_THERE } from './replies.ts';
import { type Alignment, Speech } from './speech.ts';
import type { Lines, Stage } from './stage.ts';

/** From the end of a turn to the first sound of the answer. */
const THINKS_FOR = [120, 280] as const;
/** So long the person may begin; most people say hello at once. */
const GREETS_AFTER = 450;
const MOST_PROMPTS = 1;
const MOST_TURNS = 10;
const LATE_AFTER = 15;
const TELLS_OF_SCREENING = /screening/i;

/**
 * Turn-taking. The agent greets unless the person is just speaking; it listens, and when a turn of the person has ended
 * it answers after a moment's thought; when it is talked over for long enough it stops; when nobody says anything it
 * asks once and then takes its leave.
 */
export class Dialogue {
  readonly #stage: Stage;
  readonly #lines: Lines;
  readonly #listener: Listener;
  #eventId = 0;
  #greeted: boolean;
  #speech: Speech | undefined;
  /** Cancels what was about to be said. */
  #cancelPlan: (() => void) | undefined;
  #cancelPrompt: (() => void) | undefined;
  #cancelSilence: (() => void) | undefined;
  #prompts = 0;
  #turns = 0;
  /** The next turn, whatever it would be, tells a screening service who calls. */
  #mustIntroduce = false;
  /** Said by the person and not answered yet: who goes on speaking is answered once, to all of it. */
  #unanswered = '';

  constructor(stage: Stage, lines: Lines) {
    this.#stage = stage;
    this.#lines = lines;
    this.#greeted = lines.opening === '';
    this.#listener = new Listener({
      began: () => this.#personBegan(),
      ended: (text, beganAt) => this.#personPaused(text, beganAt),
      insists: () => this.#interrupt(),
    });
  }

  start(): void {
    this.#watchSilence();
    if (this.#greeted) this.#expectAnswer(0);
    else this.#plan(GREETS_AFTER, () => this.#greet());
  }

  /** Any amount of μ-law. */
  hear(audio: Buffer): void {
    this.#listener.hear(audio);
  }

  /** A turn that was typed instead of spoken. */
  read(text: string): void {
    this.#interrupt();
    this.#personSaid(text, Date.now(), 'text');
  }

  /** What an agent is told is no turn, and is answered by none; it may change what the next turn is. */
  learn({ text }: ContextNote): void {
    if (TELLS_OF_SCREENING.test(text)) this.#mustIntroduce = true;
  }

  /** The socket is gone: what was being said still belongs to the transcript. */
  finish(): void {
    const unfinished = this.#listener.unfinished();
    if (unfinished) this.#record(unfinished.text, unfinished.beganAt, 'audio');
  }

  /** The person is there, though silent: no prompt for another while. */
  stayPatient(): void {
    if (this.#cancelPrompt) this.#expectAnswer(0);
  }

  #personBegan(): void {
    this.#cancelPlan?.();
    this.#cancelPrompt?.();
    this.#watchSilence();
  }

  #personPaused(text: string | undefined, beganAt: number): void {
    if (text === undefined) this.#resume();
    else this.#personSaid(text, beganAt, 'audio');
  }

  #personSaid(text: string, at: number, source: Turn['source']): void {
    const { emit } = this.#stage;
    this.#prompts = 0;
    this.#watchSilence();
    const event = { user_transcript: text, event_id: ++this.#eventId };
    if (source === 'audio') emit('tentative_user_transcript', { tentative_user_transcription_event: event });
    emit('user_transcript', { user_transcription_event: event });
    this.#record(text, at, source);
    // A word or two while the agent talks on are no turn.
    if (this.#speech?.isPlaying) {
      this.#expectAnswer(this.#speech.remainingMs);
      return;
    }
    this.#unanswered = `${this.#unanswered} ${text}`.trim();
    this.#planAnswer();
  }

  #record(text: string, at: number, source: Turn['source']): void {
    const { conversation } = this.#stage;
    conversation.turns.push({ role: 'user', message: text, atMs: at - conversation.startedAt, source });
    conversation.notes.userTurns++;
  }

  /** It was only a noise: what was about to be said is said after all. */
  #resume(): void {
    if (this.#unanswered) this.#planAnswer();
    else if (!this.#greeted) this.#plan(0, () => this.#greet());
    else this.#expectAnswer(0);
  }

  #planAnswer(): void {
    const said = this.#unanswered;
    const reply = this.#turns >= MOST_TURNS ? FAREWELL : replyTo(said, this.#greeted);
    this.#plan(this.#stage.random.between(THINKS_FOR), () => {
      this.#unanswered = '';
      if (this.#mustIntroduce) this.#introduce();
      else if (reply) void this.#answer(reply, said);
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
    if (this.#mustIntroduce) this.#introduce();
    else this.#speak(this.#lines.opening);
  }

  #introduce(): void {
    this.#greeted = true;
    this.#mustIntroduce = false;
    this.#speak(this.#lines.introduction);
  }

  async #answer(reply: Reply, said: string): Promise<void> {
    const { conversation, callTools, config } = this.#stage;
    this.#greeted = true;
    if (reply.verdict) conversation.verdict = reply.verdict;
    if (reply.calls) await callTools(reply.calls, said, this.#eventId);
    if (conversation.status !== 'in-progress') return;
    if (reply.verdict?.matter === 'message left' && hasSystemTool(config, 'voicemail_detection')) {
      this.#leaveMessage();
    } else {
      this.#speak(reply.introduces ? this.#lines.introduction : reply.text, reply.ends);
    }
  }

  #leaveMessage(): void {
    const { voicemail } = this.#lines;
    if (voicemail === '') this.#stage.hangUp('voicemail_detection', this.#eventId);
    else this.#speak(voicemail, 'voicemail_detection');
  }

  #speak(text: string, hangsUpBy?: HangUpTool): void {
    const { conversation, emit, hangUp, timers, random } = this.#stage;
    const eventId = ++this.#eventId;
    const turn: Turn = { role: 'agent', message: text, atMs: Date.now() - conversation.startedAt };
    conversation.turns.push(turn);
    conversation.notes.agentTurns++;
    this.#turns++;
    const speech = new Speech(eventId, text, turn);
    this.#speech = speech;
    emit('agent_response', { agent_response_event: { agent_response: text, event_id: eventId } });
    const onSent = () => {
      emit('agent_response_complete', { agent_response_complete_event: { event_id: speech.eventId } });
      if (hangsUpBy) hangUp(hangsUpBy, speech.eventId);
    };
    let isFirst = true;
    const onPiece = (piece: Buffer, alignment: Alignment) => {
      if (this.#stage.growingEventIds && !isFirst) speech.eventId = ++this.#eventId;
      isFirst = false;
      this.#stage.sendAudio(piece, speech.eventId, alignment);
    };
    speech.send(timers, random, onPiece, onSent);
    this.#expectAnswer(speech.lengthMs);
  }

  /** @param afterMs when the agent will have finished speaking */
  #expectAnswer(afterMs: number): void {
    const { config, timers } = this.#stage;
    const patience = config.conversation_config.turn.turn_timeout * 1000;
    this.#cancelPrompt?.();
    this.#cancelPrompt = timers.after(afterMs + patience, () => {
      const reply = this.#prompts++ < MOST_PROMPTS ? STILL_THERE : FAREWELL;
      if (this.#mustIntroduce) this.#introduce();
      else this.#speak(reply.text, reply.ends);
    });
  }

  /** `turn.silence_end_call_timeout`: seconds since the person last spoke; -1 is off. */
  #watchSilence(): void {
    const { config, timers, endForSilence } = this.#stage;
    const seconds = config.conversation_config.turn.silence_end_call_timeout;
    this.#cancelSilence?.();
    if (seconds > 0) this.#cancelSilence = timers.after(seconds * 1000, () => endForSilence(seconds));
  }

  #interrupt(): void {
    const speech = this.#speech;
    if (!speech?.isPlaying || !this.#mayBeInterrupted(speech)) return;
    const { conversation, emit, sendLateAudio, stopAudio, timers } = this.#stage;
    const { eventId, turn, text } = speech;
    const late = speech.breakOff();
    const spoken = wordsUntil(text, speech.playedShare);
    this.#speech = undefined;
    stopAudio();
    Object.assign(turn, { message: spoken, original: text, interrupted: true });
    conversation.notes.interruptions++;
    emit('interruption', { interruption_event: { event_id: eventId, reason: 'user' } });
    timers.after(LATE_AFTER, () => {
      for (const piece of late) sendLateAudio(piece, eventId);
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
    const isFirst = speech.text === this.#lines.opening;
    const { disable_first_message_interruptions: protectsFirst } = config.conversation_config.agent;
    return wants('interruption') && !(isFirst && protectsFirst);
  }
}
