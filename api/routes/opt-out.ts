import { Router } from 'express';
import { runCommand } from '../commands/command.ts';
import { optOutOfCall, optOutPerson } from '../commands/opt-out.ts';
import type { ApiDeps } from '../deps.ts';
import { changing } from '../middleware/authenticate.ts';
import { callIdIn } from '../parse.ts';

/** Who does not want to be called again, as colleagues learn it. For managers and administrators; all of it is audited. */
export function optOutRoutes(deps: ApiDeps): Router {
  const router = Router();
  router.post(
    '/api/calls/:id/opt-out',
    changing,
    runCommand(deps, optOutOfCall, (req) => ({ ...req.body, id: callIdIn(req) })),
  );
  router.post(
    '/api/suppressions',
    changing,
    runCommand(deps, optOutPerson, (req) => req.body ?? {}),
  );
  return router;
}
