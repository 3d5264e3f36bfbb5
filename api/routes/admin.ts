import { type Request, type RequestHandler, Router } from 'express';
import type { z } from 'zod';
import { auditQuerySchema, stuckQuerySchema } from '../../contracts/http/admin.ts';
import { seesNumbers } from '../auth/account.ts';
import { type Command, runCommand } from '../commands/command.ts';
import { operateOnCalls, recoverTranscripts } from '../commands/operate/bulk.ts';
import { pauseAll, stopAll, stopOne } from '../commands/operate/campaigns.ts';
import { callCommand } from '../commands/operate/operate-call.ts';
import { repairStuck } from '../commands/operate/repair.ts';
import { restartCampaign } from '../commands/operate/restart-campaign.ts';
import { correctTerminatedBy } from '../commands/operate/terminated-by.ts';
import type { ApiDeps } from '../deps.ts';
import { sendData } from '../envelope.ts';
import { administrators } from '../middleware/administrators.ts';
import { asker } from '../middleware/authenticate.ts';
import { callIdIn, campaignIdIn, parseInput } from '../parse.ts';
import { listAudit } from '../queries/audit.ts';
import { readDossier } from '../queries/dossier.ts';
import { readMonitor } from '../queries/monitor.ts';
import { findStuck } from '../queries/stuck.ts';

/** What operators see and do. For administrators alone; whatever changes something is in the audit log. */
export function adminRoutes(deps: ApiDeps): Router {
  const router = Router();
  router.use('/api/admin', administrators);
  reading(router, deps);

  const body = (req: Request) => req.body ?? {};
  const aboutCall = (req: Request) => ({ ...body(req), id: callIdIn(req) });
  const aboutCampaign = (req: Request) => ({ ...body(req), id: campaignIdIn(req) });
  const does = <Input extends z.ZodType, Output>(
    command: Command<Input, Output>,
    inputOf: (req: Request) => unknown,
  ): RequestHandler => runCommand(deps, command, inputOf);

  router.post('/api/admin/calls/bulk', does(operateOnCalls, body));
  router.post('/api/admin/calls/:id/hang-up', does(callCommand('hang-up'), aboutCall));
  router.post('/api/admin/calls/:id/reconcile', does(callCommand('reconcile'), aboutCall));
  router.post('/api/admin/calls/:id/refetch', does(callCommand('refetch'), aboutCall));
  router.post('/api/admin/calls/:id/retry', does(callCommand('retry'), aboutCall));
  router.post('/api/admin/calls/:id/terminated-by', does(correctTerminatedBy, aboutCall));
  router.post('/api/admin/recover-transcripts', does(recoverTranscripts, body));
  router.post('/api/admin/campaigns/:id/stop', does(stopOne, aboutCampaign));
  router.post('/api/admin/campaigns/:id/restart', does(restartCampaign, aboutCampaign));
  router.post('/api/admin/stop-all', does(stopAll, body));
  router.post('/api/admin/pause-all', does(pauseAll, body));
  router.post('/api/admin/stuck/repair', does(repairStuck, body));
  return router;
}

function reading(router: Router, deps: ApiDeps): void {
  router.get('/api/admin/audit', async (req, res) => {
    sendData(res, await listAudit(parseInput(auditQuerySchema, req.query)));
  });
  router.get('/api/admin/monitor', async (_req, res) => {
    sendData(res, await readMonitor(deps));
  });
  router.get('/api/admin/stuck', async (req, res) => {
    sendData(res, await findStuck(deps, parseInput(stuckQuerySchema, req.query).since));
  });
  router.get('/api/admin/calls/:id', async (req, res) => {
    sendData(res, await readDossier(deps, callIdIn(req), seesNumbers(asker(res).role)));
  });
}
