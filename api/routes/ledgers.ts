import { type Request, Router } from 'express';
import { suppressionImportQuerySchema, suppressionSearchSchema } from '../../contracts/http/rules.ts';
import { ApiError } from '../api-error.ts';
import { auditing } from '../commands/audit.ts';
import { runCommand } from '../commands/command.ts';
import { addConsent, revokeConsent } from '../commands/rules/consents.ts';
import { importList } from '../commands/rules/import-list.ts';
import { removeSuppression } from '../commands/rules/remove-suppression.ts';
import { washRegistry } from '../commands/rules/wash.ts';
import type { ApiDeps } from '../deps.ts';
import { sendData } from '../envelope.ts';
import { administrators } from '../middleware/administrators.ts';
import { asker, changing } from '../middleware/authenticate.ts';
import { callIdIn, campaignIdSchema, parseInput } from '../parse.ts';
import { consentsOf } from '../queries/rules/consents.ts';
import { readEvidence } from '../queries/rules/evidence.ts';
import { listRegistries, searchSuppressions } from '../queries/rules/suppressions.ts';
import { refuseUnreadable } from './contacts-import.ts';

/** Who must not be called and why, who agreed to it, and the evidence of both. Whatever changes something is audited. */
export function ledgerRoutes(deps: ApiDeps): Router {
  const router = Router();
  suppressions(router, deps);
  consents(router, deps);
  router.get('/api/registries', async (_req, res) => {
    sendData(res, await listRegistries());
  });
  router.put(
    '/api/registries/:id/wash',
    changing,
    runCommand(deps, washRegistry, (req) => ({ ...req.body, id: req.params.id })),
  );
  router.get('/api/calls/:id/evidence', changing, async (req, res) => {
    const evidence = await readEvidence(callIdIn(req));
    res.attachment(`evidence-${evidence.callId}.json`);
    sendData(res, evidence);
  });
  return router;
}

function suppressions(router: Router, deps: ApiDeps): void {
  router.post('/api/suppressions/search', changing, async (req, res) => {
    sendData(res, await searchSuppressions(parseInput(suppressionSearchSchema, req.body ?? {})));
  });
  router.post('/api/suppressions/import', changing, async (req, res) => {
    try {
      const list = parseInput(suppressionImportQuerySchema, req.query);
      refuseUnreadable(req, deps.importLimits.bytes);
      const audited = { action: 'import_suppressions', targets: list.list ? [list.list] : [], input: list };
      const by = asker(res).id;
      sendData(res, await auditing(deps, res, audited, () => importList(deps, req, list, by)));
    } finally {
      // What was not read is let through to nowhere, so that the sender gets to see the answer.
      req.resume();
    }
  });
  router.post(
    '/api/suppressions/remove',
    administrators,
    runCommand(deps, removeSuppression, (req) => req.body ?? {}),
  );
}

function consents(router: Router, deps: ApiDeps): void {
  router.get('/api/contacts/:id/consents', changing, async (req, res) => {
    sendData(res, await consentsOf(contactIdIn(req)));
  });
  router.post(
    '/api/contacts/:id/consents',
    changing,
    runCommand(deps, addConsent, (req) => ({ ...req.body, id: contactIdIn(req) }), 201),
  );
  router.post(
    '/api/contacts/:id/consents/revoke',
    changing,
    runCommand(deps, revokeConsent, (req) => ({ ...req.body, id: contactIdIn(req) })),
  );
}

function contactIdIn(req: Request): string {
  const result = campaignIdSchema.safeParse(req.params.id);
  if (!result.success) throw new ApiError('not_found', 'No contact has this id.');
  return result.data;
}
