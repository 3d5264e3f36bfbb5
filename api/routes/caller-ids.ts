import { Router } from 'express';
import { callerIdsQuerySchema } from '../../contracts/http/caller-ids.ts';
import type { ApiDeps } from '../deps.ts';
import { sendData } from '../envelope.ts';
import { parseInput } from '../parse.ts';
import { listCallerIds } from '../queries/caller-ids/list-caller-ids.ts';

/** Numbers that are shown to people. */
export function callerIdRoutes(deps: ApiDeps): Router {
  const router = Router();
  router.get('/api/caller-ids', async (req, res) => {
    sendData(res, await listCallerIds(deps, parseInput(callerIdsQuerySchema, req.query)));
  });
  return router;
}
