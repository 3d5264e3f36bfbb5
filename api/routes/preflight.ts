import { Router } from 'express';
import { preflightBodySchema } from '../../contracts/http/preflight.ts';
import type { ApiDeps } from '../deps.ts';
import { sendData } from '../envelope.ts';
import { changing } from '../middleware/authenticate.ts';
import { campaignIdIn, parseInput } from '../parse.ts';
import { askPreflight, readPreflight } from '../queries/preflight.ts';

/** What a campaign would come to. Nothing is changed by it, but it is work: for those who may start the campaign. */
export function preflightRoutes(deps: ApiDeps): Router {
  const router = Router();
  router.post('/api/campaigns/:id/preflight', changing, async (req, res) => {
    const body = parseInput(preflightBodySchema, req.body ?? {});
    sendData(res, await askPreflight(deps, campaignIdIn(req), body));
  });
  router.get('/api/campaigns/:id/preflights/:preflightId', changing, async (req, res) => {
    sendData(res, await readPreflight(deps, campaignIdIn(req), String(req.params.preflightId)));
  });
  return router;
}
