import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import mongoose from 'mongoose';
import { Recordings, recordingMedia } from '../platform/models/recording.ts';
import type { Dependencies } from './dependencies.ts';
import type { Gathered } from './gathered.ts';

const DOWNLOAD_TIMEOUT_MS = 60_000;

/**
 * Brings a call's recording home. Twilio finishes it some seconds to minutes after the call. There is none where a
 * call was too short, or silent.
 */
export async function gatherRecording(
  deps: Dependencies,
  callId: string,
  callSid: string,
): Promise<Gathered> {
  if (await Recordings.exists({ _id: callId })) return 'kept';
  const [recording] = await deps.twilio.recordings.list({ callSid, limit: 1 });
  if (recording?.status === 'absent') return 'none';
  if (recording?.status !== 'completed') return 'not ready';

  const media = await download(deps, callId, recording.sid);
  if (!media) return 'not ready';
  const { bytes, channels } = media;
  await Recordings.updateOne(
    { _id: callId },
    {
      $setOnInsert: {
        recordingSid: recording.sid,
        durationSeconds: Number(recording.duration),
        channels,
        bytes,
        contentType: 'audio/wav',
        storedAt: new Date(),
        schemaVersion: 1,
      },
    },
    { upsert: true },
  );
  return 'kept';
}

/**
 * Both channels, or the one there is: a recording with a single channel refuses the wish for two with 400. Undefined
 * while the audio is missing, as it may be for moments after the recording is complete.
 */
async function download(deps: Dependencies, callId: string, sid: string) {
  const both = await media(deps, sid, 2);
  const answer = both.status === 400 ? await media(deps, sid, 1) : both;
  if (answer.status === 404) return undefined;
  if (!answer.ok || !answer.body)
    throw new Error(`Twilio answered ${answer.status} to the audio of a recording`);
  const bytes = await store(callId, answer.body as ReadableStream);
  return { bytes, channels: both.status === 400 ? 1 : 2 };
}

function media({ env, twilio }: Dependencies, sid: string, channels: number): Promise<Response> {
  const base = env.TWILIO_BASE_URL ?? twilio.api.baseUrl;
  const path = `/2010-04-01/Accounts/${env.TWILIO_ACCOUNT_SID}/Recordings/${sid}.wav?RequestedChannels=${channels}`;
  const credentials = Buffer.from(`${env.TWILIO_ACCOUNT_SID}:${env.TWILIO_AUTH_TOKEN}`).toString('base64');
  return fetch(new URL(path, base), {
    headers: { authorization: `Basic ${credentials}` },
    signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS),
  });
}

/** Puts the audio into GridFS under the call's id; what an earlier try left half-way is thrown away first. */
async function store(callId: string, body: ReadableStream): Promise<number> {
  const bucket = recordingMedia();
  const id = callId as unknown as mongoose.mongo.ObjectId;
  await bucket.delete(id).catch(ignoreMissing);
  const upload = bucket.openUploadStreamWithId(id, callId);
  await pipeline(Readable.fromWeb(body), upload);
  return upload.length;
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof mongoose.mongo.MongoRuntimeError)) throw error;
}
