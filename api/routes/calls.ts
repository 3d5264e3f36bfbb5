import { type Response, Router } from 'express';
import { seesNumbers } from '../auth/account.ts';
import { runCommand } from '../commands/command.ts';
import { dial } from '../commands/dial/dial.ts';
import { hangUpCall } from '../commands/dial/hang-up.ts';
import type { ApiDeps } from '../deps.ts';
import { sendData } from '../envelope.ts';
import { asker, changing } from '../middleware/authenticate.ts';
import { callIdIn, parseInput } from '../parse.ts';
import { presentCall } from '../queries/call-views.ts';
import { callsPageQuerySchema, findCall, listCalls, readCall } from '../queries/calls.ts';
import { readTranscript } from '../queries/transcript.ts';
import { sendRecording } from './send-recording.ts';

export function callRoutes(deps: ApiDeps): Router {
  const router = Router();
  const inFull = (res: Response) => seesNumbers(asker(res).role);

  router.get('/api/calls', async (req, res) => {
    const page = await listCalls(deps, parseInput(callsPageQuerySchema, req.query));
    sendData(res, { ...page, items: page.items.map((call) => presentCall(call, inFull(res))) });
  });
  router.get('/api/calls/:id', async (req, res) => {
    sendData(res, presentCall(await readCall(deps, callIdIn(req)), inFull(res)));
  });
  router.get('/api/calls/:id/transcript', async (req, res) => {
    const { _id } = await findCall(callIdIn(req));
    sendData(res, await readTranscript(_id));
  });
  router.get('/api/calls/:id/recording', async (req, res) => {
    await sendRecording(req, res, callIdIn(req), deps.log);
  });
  router.post(
    '/api/calls',
    changing,
    runCommand(deps, dial, (req) => ({ ...req.body, idempotencyKey: req.get('Idempotency-Key') }), 201),
  );
  router.delete(
    '/api/calls/:id',
    changing,
    runCommand(deps, hangUpCall, (req) => ({ id: callIdIn(req) })),
  );
  return router;
}
