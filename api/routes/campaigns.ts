import { type Request, Router } from 'express';
import { seesNumbers } from '../auth/account.ts';
import { runCommand } from '../commands/command.ts';
import { pauseCampaign, resumeCampaign, startCampaign, stopCampaign } from '../commands/control-campaign.ts';
import { createCampaign } from '../commands/create-campaign.ts';
import type { ApiDeps } from '../deps.ts';
import { sendData } from '../envelope.ts';
import { asker, changing } from '../middleware/authenticate.ts';
import { campaignIdIn, parseInput } from '../parse.ts';
import { campaignsQuerySchema, findCampaign, listCampaigns, readCampaign } from '../queries/campaigns.ts';
import { contactsQuerySchema, listContacts } from '../queries/contacts.ts';

export function campaignRoutes(deps: ApiDeps): Router {
  const router = Router();
  const withId = (req: Request) => ({ id: campaignIdIn(req) });

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
  return router;
}
