import { FrameWriter } from '../../media-bridge/frame-writer.ts';
import { MediaLayout } from '../../media-bridge/media-layout.ts';
import {
  agentAudioIn,
  MEDIA_TAIL,
  mediaHead,
  USER_AUDIO_HEAD,
  USER_AUDIO_TAIL,
} from '../../media-bridge/splice.ts';
import { Sink } from './sink.ts';

/** One way to make of a vendor's message the frame for the other vendor, down to the connection's `write`. */
export interface Way {
  name: 'ours' | 'searched' | 'usual';
  /** A message of Twilio becomes a masked frame for the agent. */
  up: (message: Buffer) => void;
  /** A message of the agent becomes a frame for Twilio. */
  down: (message: Buffer) => void;
  sink: Sink;
}

const STREAM_SID = 'MZ0123456789abcdef0123456789abcdef';
const MEDIA_HEAD = mediaHead(STREAM_SID);
const PAYLOAD_KEY = Buffer.from('"payload":"');
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** As media-bridge/ does it. */
export function ours(): Way {
  const sink = new Sink();
  const layout = new MediaLayout();
  const toAgent = new FrameWriter(sink, true);
  const toTwilio = new FrameWriter(sink, false);
  return {
    name: 'ours',
    sink,
    up: (message) => {
      const audio =
        layout.find(message, 0, message.length) ??
        layout.learn(message, JSON.parse(message.toString()).media.payload);
      if (audio) toAgent.write(USER_AUDIO_HEAD, audio.bytes, audio.start, audio.end, USER_AUDIO_TAIL);
    },
    down: (message) => {
      const audio = agentAudioIn(message);
      if (audio) toTwilio.write(MEDIA_HEAD, audio.bytes, audio.start, audio.end, MEDIA_TAIL);
    },
  };
}

/** Without parsing too: each message is searched for its payload, joined into another, and framed by ws. */
export function searched(): Way {
  const sink = new Sink();
  const [toAgent, toTwilio] = [sink.byWs(true), sink.byWs(false)];
  return {
    name: 'searched',
    sink,
    up: (message) => {
      const start = message.indexOf(PAYLOAD_KEY) + PAYLOAD_KEY.length;
      const end = message.indexOf(QUOTE, start);
      if (message.indexOf(BACKSLASH, start) !== -1) return;
      const joined = Buffer.concat([USER_AUDIO_HEAD, message.subarray(start, end), USER_AUDIO_TAIL]);
      toAgent(joined);
    },
    down: (message) => {
      const audio = agentAudioIn(message);
      if (!audio) return;
      const joined = Buffer.concat([MEDIA_HEAD, message.subarray(audio.start, audio.end), MEDIA_TAIL]);
      toTwilio(joined);
    },
  };
}

/** As most bridges do it (bench/bridge/usual-bridge.ts). */
export function usual(): Way {
  const sink = new Sink();
  const [toAgent, toTwilio] = [sink.byWs(true), sink.byWs(false)];
  return {
    name: 'usual',
    sink,
    up: (message) => {
      const { media } = JSON.parse(message.toString());
      const audio = Buffer.from(media.payload, 'base64');
      const text = JSON.stringify({ user_audio_chunk: audio.toString('base64') });
      toAgent(text);
    },
    down: (message) => {
      const { audio_event } = JSON.parse(message.toString());
      const payload = Buffer.from(audio_event.audio_base_64, 'base64').toString('base64');
      const text = JSON.stringify({ event: 'media', streamSid: STREAM_SID, media: { payload } });
      toTwilio(text);
    },
  };
}
