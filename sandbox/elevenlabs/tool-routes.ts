import { Router } from 'express';
import { ACCESS } from './agents.ts';
import type { Tools } from './tools.ts';

/** `/v1/convai/tools` */
export function toolRoutes(tools: Tools): Router {
  const router = Router();
  router.get('/', (_request, response) => {
    response.json({ tools: tools.all().map(toolResource), next_cursor: null, has_more: false });
  });
  router.post('/', (request, response) => {
    response.json(toolResource(tools.create(request.body)));
  });
  router.get('/:id', (request, response) => {
    response.json(toolResource(tools.find(String(request.params.id))));
  });
  router.patch('/:id', (request, response) => {
    response.json(toolResource(tools.change(String(request.params.id), request.body)));
  });
  router.delete('/:id', (request, response) => {
    tools.delete(String(request.params.id));
    response.json({});
  });
  return router;
}

function toolResource({ id, config }: ReturnType<Tools['find']>) {
  const usage = { total_calls: 0, avg_latency_secs: 0 };
  return { id, tool_config: config, access_info: ACCESS, usage_stats: usage };
}
