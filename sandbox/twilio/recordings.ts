import type { Context } from '../context.ts';
import type { Random } from '../random.ts';
import type { Call } from './call.ts';
import type { RecordingOrder } from './call-order.ts';
import { report } from './callback-courier.ts';
import { rfc2822 } from './dates.ts';
import { newSid } from './sids.ts';

export interface Recording {
  sid: string;
  call: Call;
  order: RecordingOrder;
  status: 'in-progress' | 'processing' | 'completed' | 'absent' | 'deleted';
  startedAt: Date;
  seconds: number;
  endedAt?: Date;
  /** When it was reported; its media may follow a moment later. */
  reportedAt?: Date;
  /** μ-law, interleaved; gone when deleted or when space was needed. */
  audio?: Buffer;
}

/** Calls shorter than this have no recording (16101). */
const SHORTEST_SECONDS = 1;
const TOO_SHORT = 16101;
const MOST_AUDIO_BYTES = 256 * 2 ** 20;
const KEPT = 20_000;

/** All recordings of the account, in memory; the oldest audio goes when there is too much. */
export class Recordings {
  readonly #context: Context;
  readonly #recordings = new Map<string, Recording>();
  #bytes = 0;

  constructor(context: Context) {
    this.#context = context;
  }

  begin(call: Call, order: RecordingOrder): Recording {
    const recording: Recording = {
      sid: newSid('RE'),
      call,
      order,
      status: 'in-progress',
      startedAt: new Date(),
      seconds: 0,
    };
    this.#recordings.set(recording.sid, recording);
    this.#forgetOldest();
    this.#report(recording);
    return recording;
  }

  /** After the call: it can be fetched some time later, and only the callback says when. */
  finish(recording: Recording, audio: Buffer, random: Random): void {
    recording.status = 'processing';
    recording.endedAt = new Date();
    recording.seconds = Math.round((recording.endedAt.getTime() - recording.startedAt.getTime()) / 1000);
    const { timers, options } = this.#context;
    timers.after(random.between(options.timings.endToRecording), () => {
      if (recording.seconds < SHORTEST_SECONDS) recording.status = 'absent';
      else this.#keep(recording, audio);
      this.#report(recording);
    });
  }

  find(sid: string): Recording | undefined {
    const recording = this.#recordings.get(sid);
    return recording?.status === 'deleted' ? undefined : recording;
  }

  /** Newest first. */
  list(callSid?: string): Recording[] {
    return [...this.#recordings.values()]
      .filter(({ call, status }) => status !== 'deleted' && (callSid === undefined || call.sid === callSid))
      .reverse();
  }

  /** Audio is gone at once; false when it is not there, or not ready. */
  delete(sid: string): boolean {
    const recording = this.find(sid);
    if (recording?.status !== 'completed') return false;
    this.#forgetAudio(recording);
    recording.status = 'deleted';
    return true;
  }

  clear(): void {
    this.#recordings.clear();
    this.#bytes = 0;
  }

  #keep(recording: Recording, audio: Buffer): void {
    recording.status = 'completed';
    recording.audio = audio;
    this.#bytes += audio.length;
    for (const old of this.#recordings.values()) {
      if (this.#bytes <= MOST_AUDIO_BYTES) return;
      this.#forgetAudio(old);
    }
  }

  #forgetOldest(): void {
    const [oldest] = this.#recordings.values();
    if (this.#recordings.size <= KEPT || !oldest) return;
    this.#forgetAudio(oldest);
    this.#recordings.delete(oldest.sid);
  }

  #forgetAudio(recording: Recording): void {
    this.#bytes -= recording.audio?.length ?? 0;
    recording.audio = undefined;
  }

  #report(recording: Recording): void {
    const { call, sid, status, seconds, order } = recording;
    recording.reportedAt = new Date();
    call.notes.recording = { sid, status, seconds };
    if (!order.callback?.events.has(status)) return;
    const form = recordingForm(recording, this.#context.options.accountSid);
    report(this.#context, call, { event: `recording:${status}`, target: order.callback, form });
  }
}

/** Protocol reference 2.4: no From, To, CallStatus or SequenceNumber. */
function recordingForm(recording: Recording, accountSid: string): Record<string, string> {
  return {
    AccountSid: accountSid,
    CallSid: recording.call.sid,
    RecordingSid: recording.sid,
    RecordingUrl: recordingUrl(recording.sid, accountSid),
    RecordingStatus: recording.status,
    RecordingDuration: String(recording.seconds),
    RecordingChannels: String(recording.order.channels),
    RecordingStartTime: rfc2822(recording.startedAt),
    RecordingSource: recording.order.source,
    RecordingTrack: 'both',
    ...(recording.status === 'absent' ? { ErrorCode: String(TOO_SHORT) } : {}),
  };
}

export function recordingUrl(sid: string, accountSid: string): string {
  return `https://api.twilio.com/2010-04-01/Accounts/${accountSid}/Recordings/${sid}`;
}

/** The Recording resource (protocol reference 2.2). */
export function recordingResource(recording: Recording, accountSid: string) {
  const path = `/2010-04-01/Accounts/${accountSid}/Recordings/${recording.sid}`;
  return {
    sid: recording.sid,
    account_sid: accountSid,
    api_version: '2010-04-01',
    call_sid: recording.call.sid,
    conference_sid: null,
    channels: recording.order.channels,
    date_created: rfc2822(recording.startedAt),
    date_updated: rfc2822(recording.endedAt ?? recording.startedAt),
    start_time: rfc2822(recording.startedAt),
    duration: String(recording.seconds),
    price: null,
    price_unit: 'USD',
    source: recording.order.source,
    status: recording.status,
    error_code: recording.status === 'absent' ? TOO_SHORT : null,
    uri: `${path}.json`,
    encryption_details: null,
    subresource_uris: {
      add_on_results: `${path}/AddOnResults.json`,
      transcriptions: `${path}/Transcriptions.json`,
    },
    media_url: recordingUrl(recording.sid, accountSid),
  };
}
