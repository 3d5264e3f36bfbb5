import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import type { CallId } from '../../contracts/ids.ts';
import type { Logger } from '../../platform/log.ts';
import { ApiError } from '../api-error.ts';
import { withoutData } from '../middleware/error-handler.ts';
import { findRecording, openRecording } from '../queries/recording.ts';

/** Bytes `start` up to, not including, `end`. */
interface Part {
  start: number;
  end: number;
}

/**
 * Streams a call's recording, whole or the one part asked for (RFC 9110 §14), so that a player can seek in it. A
 * request for several parts is answered with the whole, which that standard leaves to us.
 */
export async function sendRecording(req: Request, res: Response, callId: CallId, log: Logger): Promise<void> {
  const { bytes, contentType, etag } = await findRecording(callId);
  const part = requestedPart(req, bytes, etag);
  res.set({
    'Content-Type': contentType,
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'private, max-age=3600',
    ETag: etag,
  });
  if (!part && req.fresh) {
    res.status(304).end();
    return;
  }
  const { start, end } = part ?? { start: 0, end: bytes };
  res.status(part ? 206 : 200).set('Content-Length', String(end - start));
  if (part) res.set('Content-Range', `bytes ${start}-${end - 1}/${bytes}`);
  if (req.method === 'HEAD' || bytes === 0) {
    res.end();
    return;
  }
  await stream(openRecording(callId, start, end), res, log);
}

/** The part that `Range` asks for; undefined for the whole. Throws `range_not_satisfiable`. */
function requestedPart(req: Request, bytes: number, etag: string): Part | undefined {
  const condition = req.get('If-Range');
  if (condition !== undefined && condition !== etag) return undefined;
  const ranges = req.range(bytes);
  if (ranges === -1) {
    throw new ApiError('range_not_satisfiable', `The recording has ${bytes} bytes.`, {
      headers: { 'Content-Range': `bytes */${bytes}` },
    });
  }
  if (ranges === undefined || ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1)
    return undefined;
  const [range] = ranges;
  return range && { start: range.start, end: range.end + 1 };
}

/** A listener who leaves in the middle is no fault; a recording that breaks off in the database is. */
async function stream(source: NodeJS.ReadableStream, res: Response, log: Logger): Promise<void> {
  try {
    await pipeline(source, res);
  } catch (error) {
    const left = error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
    if (!left) log.error({ error: withoutData(error) }, 'recording broke off');
    res.destroy();
  }
}
