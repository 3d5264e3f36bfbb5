import { Router } from 'express';
import { agentsQuerySchema } from '../../contracts/http/agents.ts';
import type { ApiDeps } from '../deps.ts';
import { sendData } from '../envelope.ts';
import { parseInput } from '../parse.ts';
import { listAgents, readAgent } from '../queries/agents.ts';

/** Agents, as they are set up at ElevenLabs. */
export function agentRoutes(deps: ApiDeps): Router {
  const router = Router();
  router.get('/api/agents', async (req, res) => {
    sendData(res, await listAgents(deps, parseInput(agentsQuerySchema, req.query)));
  });
  router.get('/api/agents/:id', async (req, res) => {
    sendData(res, await readAgent(deps, req.params.id));
  });
  return router;
}
