import { type Request, type Response, Router } from 'express';
import { wavOf } from '../audio/wav.ts';
import type { Context } from '../context.ts';
import { ApiError, notFound } from './api-error.ts';
import { personsNumber } from './call.ts';
import { readRecordingOrder } from './call-order.ts';
import type { Exchange } from './exchange.ts';
import { fieldsOf, one } from './form.ts';
import { dateFilter, page } from './paging.ts';
import { type Recording, recordingResource } from './recordings.ts';
import { failSometimes } from './rest-faults.ts';

/** Protocol reference 2.2 and 2.3. */
export function recordingRoutes(context: Context, exchange: Exchange): Router {
  const router = Router();
  const { accountSid } = context.options;
  const { recordings } = exchange;
  const show = (recording: Recording) => recordingResource(recording, accountSid);
  const list = (request: Request, response: Response, callSid: string | undefined) => {
    const fields = fieldsOf(request.query);
    const runner = callSid === undefined ? undefined : exchange.find(callSid);
    failSometimes(context, runner ? personsNumber(runner.call) : 'recordings');
    const created = dateFilter(fields, 'DateCreated');
    const found = recordings.list(callSid).filter((recording) => created(recording.startedAt));
    response.json(page('recordings', found, fields, request.originalUrl, show));
  };
  const get = (request: Request, response: Response) => response.json(show(recordingOf(request)));
  const remove = (request: Request, response: Response) => {
    if (!recordings.delete(recordingOf(request).sid)) throw new ApiError(400, 20009, 'Not completed yet');
    response.status(204).end();
  };
  const recordingOf = (request: Request): Recording => {
    const recording = recordings.find(String(request.params.recording));
    failSometimes(context, recording ? personsNumber(recording.call) : 'recordings');
    if (!recording) throw notFound(request.path);
    return recording;
  };

  router.get('/Accounts/:account/Recordings.json', (request, response) => {
    list(request, response, one(fieldsOf(request.query), 'CallSid'));
  });
  router.get('/Accounts/:account/Calls/:sid/Recordings.json', (request, response) => {
    list(request, response, String(request.params.sid));
  });
  router.post('/Accounts/:account/Calls/:sid/Recordings.json', (request, response) => {
    const runner = exchange.find(String(request.params.sid));
    if (!runner) throw notFound(request.path);
    failSometimes(context, personsNumber(runner.call));
    const recording = runner.record(readRecordingOrder(fieldsOf(request.body), 'StartCallRecordingAPI'));
    response.status(201).json(show(recording));
  });
  for (const path of ['/Accounts/:account/Recordings', '/Accounts/:account/Calls/:sid/Recordings']) {
    router.get(`${path}/:recording.json`, get);
    router.delete(`${path}/:recording.json`, remove);
  }
  const media = (request: Request, response: Response) => {
    const recording = recordingOf(request);
    const since = Date.now() - (recording.reportedAt?.getTime() ?? 0);
    if (since < context.faults.mediaLagMs) throw notFound(request.path);
    sendMedia(request, response, recording);
  };
  router.get('/Accounts/:account/Recordings/:recording.wav', media);
  router.get('/Accounts/:account/Recordings/:recording', media);
  return router;
}

/** The sound as WAV, whole or the range asked for. Until it is completed there is none: 404. */
function sendMedia(request: Request, response: Response, recording: Recording): void {
  if (recording.status !== 'completed' || !recording.audio) throw notFound(request.path);
  const wav = wavOf(recording.audio, channelsFor(request, recording));
  response.setHeader('Content-Type', 'audio/x-wav');
  response.setHeader('Accept-Ranges', 'bytes');
  const ranges = request.range(wav.length, { combine: true });
  if (ranges === -1) {
    response.setHeader('Content-Range', `bytes */${wav.length}`);
    response.status(416).end();
    return;
  }
  const range = Array.isArray(ranges) && ranges.type === 'bytes' ? ranges[0] : undefined;
  if (!range) {
    response.end(wav);
    return;
  }
  response.setHeader('Content-Range', `bytes ${range.start}-${range.end}/${wav.length}`);
  response.status(206).end(wav.subarray(range.start, range.end + 1));
}

/** Two channels of a recording that has one is refused (16113). */
function channelsFor(request: Request, recording: Recording): 1 | 2 {
  const asked = one(fieldsOf(request.query), 'RequestedChannels');
  if (asked === '2' && recording.order.channels === 1) {
    throw new ApiError(400, 16113, 'The recording has one channel only');
  }
  return asked === '1' ? 1 : recording.order.channels;
}
