import { Router } from 'express';
import { runCommand } from '../commands/command.ts';
import { setSeats } from '../commands/set-seats.ts';
import type { ApiDeps } from '../deps.ts';
import { changing } from '../middleware/authenticate.ts';
import { campaignIdIn } from '../parse.ts';

export function seatsRoutes(deps: ApiDeps): Router {
  const router = Router();
  router.put(
    '/api/campaigns/:id/seats',
    changing,
    runCommand(deps, setSeats, (req) => ({ ...req.body, id: campaignIdIn(req) })),
  );
  return router;
}
