import type { Socket } from 'node:net';
import { AgentServer } from './agent-server.ts';
import { AgentSide } from './agent-side.ts';
import { type Beat, Metronome, Pace, phaseOf } from './pace.ts';
import { STAMP_NUMBERS } from './stamps.ts';
import { Tally } from './tally.ts';
import { Track } from './track.ts';
import { type StreamAddress, TwilioSide } from './twilio-side.ts';

const UP_MS = 20;
const DOWN_MS = 200;
const PING_MS = 2_000;

/** The agent's side of a call, which is known to be this call's as soon as either hears the other. */
interface Conversation {
  number: number;
  side: AgentSide;
  down: Track;
  beats: [Pace, Beat][];
  call: Call | undefined;
  isOpen: boolean;
}

/** One call: Twilio's side, and the agent's as soon as it is found. */
export interface Call {
  number: number;
  side: TwilioSide;
  up: Track;
  beats: [Pace, Beat][];
  conversation: Conversation | undefined;
  heardUp: boolean;
  heardDown: boolean;
  /** From being dialled to the end of its stream at Twilio. */
  isOpen: boolean;
  /** Somebody hung up: what closes from then on closes rightly. */
  isEnding: boolean;
  /** Told once whether audio passes both ways, or the call has gone before. */
  onDecided: ((isUp: boolean) => void) | undefined;
}

/**
 * Both vendors at once, for any number of calls with any bridge. Which agent's socket belongs to which call is learnt
 * from the stamps that arrive, so a bridge need not tell it.
 */
export class Exchange {
  readonly #server = new AgentServer((socket, head) => this.#onAgent(socket, head));
  readonly #up = new Pace(UP_MS);
  readonly #down = new Pace(DOWN_MS);
  readonly #ping = new Pace(PING_MS);
  readonly #metronome: Metronome;
  readonly #calls = new Map<number, Call>();
  readonly #conversations = new Map<number, Conversation>();
  #tally = new Tally();
  #conversationsBegun = 0;

  /** @param onLate how late the sending was, in microseconds, each time */
  constructor(onLate: (microseconds: number) => void) {
    this.#metronome = new Metronome([this.#up, this.#down, this.#ping], onLate);
  }

  /** Answers the port of ElevenLabs. */
  async open(): Promise<number> {
    this.#metronome.start();
    return this.#server.listen();
  }

  async close(): Promise<void> {
    this.#metronome.stop();
    this.cutAll();
    await this.#server.close();
  }

  get tally(): Tally {
    return this.#tally;
  }

  /** Counts from nothing; nothing of what was before may still be open. */
  startTally(): void {
    this.#tally = new Tally();
  }

  cutAll(): void {
    for (const { side } of this.#calls.values()) side.destroy();
    for (const { side } of this.#conversations.values()) side.destroy();
  }

  /** Calls and conversations with an open socket. */
  openSockets(): number {
    return this.#calls.size + this.#conversations.size;
  }

  dial(
    number: number,
    address: StreamAddress,
    parameters: Record<string, string>,
    onDecided: (isUp: boolean) => void,
  ): Call {
    const track = new Track();
    const side = new TwilioSide(number, address, parameters, {
      started: () => this.#addBeat(call.beats, this.#up, UP_MS, number, () => side.speak(track.take())),
      refused: (status) => this.#tally.refused(status),
      heard: (stamp, at) => this.#onHeardDown(call, stamp.sender, stamp.sequence, at - stamp.sentAt),
      altered: this.#onAltered,
      faulty: this.#onFaulty,
      closed: () => this.#onCallClosed(call),
    });
    const call: Call = {
      number,
      side,
      up: track,
      beats: [],
      conversation: undefined,
      heardUp: false,
      heardDown: false,
      isOpen: true,
      isEnding: false,
      onDecided,
    };
    this.#calls.set(number, call);
    return call;
  }

  /** From now on the units of this call count. */
  begin(call: Call): void {
    call.up.begin();
    call.conversation?.down.begin();
  }

  /** A sentence from each: what is written down passes through the bridge's memory, too. */
  converse(call: Call): void {
    call.conversation?.side.said('Good morning, is this a good time?', 'Yes, it is.');
  }

  /** Both sides fall silent. */
  silence(call: Call): void {
    call.up.end();
    call.conversation?.down.end();
    for (const [pace, beat] of [...call.beats, ...(call.conversation?.beats ?? [])]) pace.remove(beat);
  }

  /** Units of a silent call that are still on the way. */
  missing(call: Call): number {
    return call.up.counts().lost + (call.conversation?.down.counts().lost ?? 0);
  }

  /** Adds up what became of the units of a call, once. */
  settle(call: Call): void {
    this.#tally.addUp(call.up.counts());
    if (call.conversation) this.#tally.addDown(call.conversation.down.counts());
  }

  #onAgent(socket: Socket, head: Buffer): void {
    const number = ++this.#conversationsBegun % STAMP_NUMBERS;
    const track = new Track();
    const beats: [Pace, Beat][] = [];
    const side = new AgentSide(number, socket, head, {
      ready: () => {
        this.#addBeat(beats, this.#down, DOWN_MS, number, () => side.speak(track.take()));
        this.#addBeat(beats, this.#ping, PING_MS, number, () => this.#pingAgent(side));
      },
      heard: (stamp, at) => this.#onHeardUp(conversation, stamp.sender, stamp.sequence, at - stamp.sentAt),
      pong: (microseconds) => this.#tally.ponged(microseconds),
      altered: this.#onAltered,
      faulty: this.#onFaulty,
      closed: () => this.#onConversationClosed(conversation),
    });
    const conversation: Conversation = { number, side, down: track, beats, call: undefined, isOpen: true };
    this.#conversations.set(number, conversation);
  }

  #pingAgent(side: AgentSide): void {
    this.#tally.pinged();
    side.ping();
  }

  #addBeat(beats: [Pace, Beat][], pace: Pace, roundMs: number, number: number, act: () => void): void {
    const beat = { phase: phaseOf(number, roundMs), act };
    pace.add(beat);
    beats.push([pace, beat]);
  }

  #onHeardUp(conversation: Conversation, from: number, sequence: number, microseconds: number): void {
    const call = this.#calls.get(from);
    if (!call || !this.#belongTogether(call, conversation)) return;
    if (call.up.came(sequence)) this.#tally.wentUp(microseconds);
    if (!call.heardUp) {
      call.heardUp = true;
      this.#checkUp(call);
    }
  }

  #onHeardDown(call: Call, from: number, sequence: number, microseconds: number): void {
    const conversation = this.#conversations.get(from);
    if (!conversation || !this.#belongTogether(call, conversation)) return;
    if (conversation.down.came(sequence)) this.#tally.wentDown(microseconds);
    if (!call.heardDown) {
      call.heardDown = true;
      this.#checkUp(call);
    }
  }

  /** The first audio between them decides; another agent may follow only when the first is gone. */
  #belongTogether(call: Call, conversation: Conversation): boolean {
    if (call.conversation === conversation) return true;
    const isFree = conversation.call === undefined && !call.conversation?.isOpen;
    if (isFree) {
      call.conversation = conversation;
      conversation.call = call;
      return true;
    }
    this.#tally.faults.crossed++;
    return false;
  }

  #checkUp(call: Call): void {
    if (call.heardUp && call.heardDown) this.#decide(call, true);
  }

  #decide(call: Call, isUp: boolean): void {
    call.onDecided?.(isUp);
    call.onDecided = undefined;
  }

  #onAltered = (): void => {
    this.#tally.faults.altered++;
  };

  #onFaulty = (): void => {
    this.#tally.faults.faulty++;
  };

  #onCallClosed(call: Call): void {
    // One that has not come up is counted as that.
    if (!call.isEnding && !call.onDecided) this.#tally.faults.brokenOff++;
    call.isOpen = false;
    this.#decide(call, false);
    for (const [pace, beat] of call.beats) pace.remove(beat);
    this.#calls.delete(call.number);
  }

  #onConversationClosed(conversation: Conversation): void {
    conversation.isOpen = false;
    for (const [pace, beat] of conversation.beats) pace.remove(beat);
    this.#conversations.delete(conversation.number);
  }
}
