import { type Request, Router } from 'express';
import { ApiError } from '../api-error.ts';
import { cancelCallBack, setCallBack } from '../commands/call-back.ts';
import { runCommand } from '../commands/command.ts';
import type { ApiDeps } from '../deps.ts';
import { changing } from '../middleware/authenticate.ts';
import { campaignIdIn, campaignIdSchema } from '../parse.ts';

/** Calls that people asked for, each at its moment. */
export function callBackRoutes(deps: ApiDeps): Router {
  const router = Router();
  const path = '/api/campaigns/:id/contacts/:contactId/call-back';
  router.post(
    path,
    changing,
    runCommand(deps, setCallBack, (req) => ({ ...req.body, ...placeIn(req) })),
  );
  router.delete(path, changing, runCommand(deps, cancelCallBack, placeIn));
  return router;
}

function placeIn(req: Request) {
  const contactId = campaignIdSchema.safeParse(req.params.contactId);
  if (!contactId.success) throw new ApiError('not_found', 'No contact has this id.');
  return { id: campaignIdIn(req), contactId: contactId.data };
}
