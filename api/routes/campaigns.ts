import { type Request, Router } from 'express';
import { z } from 'zod';
import { timelineQuerySchema } from '../../contracts/http/campaign-edits.ts';
import { seesNumbers } from '../auth/account.ts';
import { archiveCampaign, deleteDraft, unarchiveCampaign } from '../commands/archive-campaign.ts';
import { runCommand } from '../commands/command.ts';
import { pauseCampaign, resumeCampaign, startCampaign, stopCampaign } from '../commands/control-campaign.ts';
import { createCampaign } from '../commands/create-campaign.ts';
import { duplicateCampaign } from '../commands/duplicate-campaign.ts';
import { editCampaign, undoEdit } from '../commands/edit/edit-campaign.ts';
import { redial } from '../commands/redial/redial.ts';
import type { ApiDeps } from '../deps.ts';
import { sendData } from '../envelope.ts';
import { asker, changing } from '../middleware/authenticate.ts';
import { campaignIdIn, parseInput } from '../parse.ts';
import { campaignsQuerySchema, findCampaign, listCampaigns, readCampaign } from '../queries/campaigns.ts';
import { contactsQuerySchema, listContacts } from '../queries/contacts.ts';
import { readTimeline, readVersion } from '../queries/timeline.ts';

const versionSchema = z.coerce.number().int().min(1).max(1_000_000_000);

export function campaignRoutes(deps: ApiDeps): Router {
  const router = Router();
  const withId = (req: Request) => ({ id: campaignIdIn(req) });
  const edited = (req: Request) => ({ ...req.body, ...withId(req), ifMatch: req.get('If-Match') });
  const once = (req: Request) => ({
    ...req.body,
    ...withId(req),
    idempotencyKey: req.get('Idempotency-Key'),
  });

  router.get('/api/campaigns', async (req, res) => {
    sendData(res, await listCampaigns(deps, parseInput(campaignsQuerySchema, req.query)));
  });
  router.get('/api/campaigns/:id', async (req, res) => {
    sendData(res, await readCampaign(deps, campaignIdIn(req)));
  });
  router.get('/api/campaigns/:id/contacts', async (req, res) => {
    const id = campaignIdIn(req);
    const query = parseInput(contactsQuerySchema, req.query);
    await findCampaign(id);
    sendData(res, await listContacts(id, query, seesNumbers(asker(res).role)));
  });
  router.get('/api/campaigns/:id/timeline', async (req, res) => {
    sendData(res, await readTimeline(campaignIdIn(req), parseInput(timelineQuerySchema, req.query)));
  });
  router.get('/api/campaigns/:id/versions/:version', async (req, res) => {
    sendData(res, await readVersion(campaignIdIn(req), parseInput(versionSchema, req.params.version)));
  });

  router.post(
    '/api/campaigns',
    changing,
    runCommand(deps, createCampaign, (req) => req.body, 201),
  );
  router.post('/api/campaigns/:id/start', changing, runCommand(deps, startCampaign, withId));
  router.post('/api/campaigns/:id/pause', changing, runCommand(deps, pauseCampaign, withId));
  router.post('/api/campaigns/:id/resume', changing, runCommand(deps, resumeCampaign, withId));
  router.post(
    '/api/campaigns/:id/stop',
    changing,
    runCommand(deps, stopCampaign, (req) => ({ ...req.body, ...withId(req) })),
  );
  router.patch('/api/campaigns/:id', changing, runCommand(deps, editCampaign, edited));
  router.post('/api/campaigns/:id/undo', changing, runCommand(deps, undoEdit, edited));
  router.post('/api/campaigns/:id/duplicate', changing, runCommand(deps, duplicateCampaign, once, 201));
  router.post('/api/campaigns/:id/redial', changing, runCommand(deps, redial, once));
  router.post('/api/campaigns/:id/archive', changing, runCommand(deps, archiveCampaign, withId));
  router.post('/api/campaigns/:id/unarchive', changing, runCommand(deps, unarchiveCampaign, withId));
  router.delete('/api/campaigns/:id', changing, runCommand(deps, deleteDraft, withId));
  return router;
}
