import { type Request, Router } from 'express';
import { runCommand } from '../commands/command.ts';
import { listenToCall } from '../commands/live/listen.ts';
import { tellAgent } from '../commands/live/tell.ts';
import { transferCall } from '../commands/live/transfer.ts';
import type { ApiDeps } from '../deps.ts';
import { changing } from '../middleware/authenticate.ts';
import { callIdIn } from '../parse.ts';

/** What can be done with a conversation while it goes on. For managers and administrators; all of it is audited. */
export function liveCallRoutes(deps: ApiDeps): Router {
  const router = Router();
  const about = (req: Request) => ({ ...req.body, id: callIdIn(req) });
  router.post('/api/calls/:id/listen', changing, runCommand(deps, listenToCall, about));
  router.post('/api/calls/:id/tell', changing, runCommand(deps, tellAgent, about));
  router.post('/api/calls/:id/transfer', changing, runCommand(deps, transferCall, about));
  return router;
}
