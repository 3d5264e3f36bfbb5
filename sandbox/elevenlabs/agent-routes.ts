import { type Request, Router } from 'express';
import { type Agent, agentResource, agentSummary } from './agents.ts';
import { agentNotFound } from './api-error.ts';
import { cursorPage, queryValue } from './query.ts';
import type { Studio } from './studio.ts';

/** `/v1/convai/agents` (reference 3.7). */
export function agentRoutes({ agents }: Studio): Router {
  const router = Router();
  const agentOf = (request: Request): Agent => {
    const agent = agents.find(String(request.params.id));
    if (!agent) throw agentNotFound();
    return agent;
  };

  router.post('/create', (request, response) => {
    response.json({ agent_id: agents.create(request.body).id });
  });
  router.get('/', (request, response) => {
    const search = queryValue(request, 'search')?.toLowerCase();
    const named = agents
      .all()
      .filter(({ config }) => !search || config.name?.toLowerCase().includes(search))
      .reverse();
    const { items, ...page } = cursorPage(request, named, (agent) => agent.id);
    response.json({ agents: items.map(agentSummary), ...page });
  });
  router.get('/:id', (request, response) => {
    response.json(agentResource(agentOf(request)));
  });
  router.patch('/:id', (request, response) => {
    const agent = agentOf(request);
    agents.patch(agent, request.body);
    response.json(agentResource(agent));
  });
  router.post('/:id/duplicate', (request, response) => {
    const { config } = agentOf(request);
    const name = request.body?.name ?? `${config.name ?? 'Unnamed agent'} (copy)`;
    response.json({ agent_id: agents.create({ ...config, name }).id });
  });
  router.delete('/:id', (request, response) => {
    agents.delete(agentOf(request).id);
    response.status(200).json({});
  });
  return router;
}
