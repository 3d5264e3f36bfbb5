import { Router } from 'express';
import { z } from 'zod';
import { decideAgainBodySchema, packDiffQuerySchema } from '../../contracts/http/rules.ts';
import { runCommand } from '../commands/command.ts';
import { setInForce, storePack } from '../commands/rules/packs.ts';
import type { ApiDeps } from '../deps.ts';
import { sendData } from '../envelope.ts';
import { administrators } from '../middleware/administrators.ts';
import { parseInput } from '../parse.ts';
import { decideAgain } from '../queries/rules/decide-again.ts';
import { comparePacks, listPacks, readPack } from '../queries/rules/packs.ts';

const versionQuerySchema = z.strictObject({ version: z.string().max(40).optional() });

/** The rules of law that hold here. Everybody may read them; administrators alone store their own and put them in force. */
export function rulePackRoutes(deps: ApiDeps): Router {
  const router = Router();
  router.get('/api/rule-packs', async (_req, res) => {
    sendData(res, await listPacks(deps.env));
  });
  router.get('/api/rule-packs/:id', async (req, res) => {
    const { version } = parseInput(versionQuerySchema, req.query);
    sendData(res, await readPack(req.params.id, version));
  });
  router.get('/api/rule-packs/:id/diff', async (req, res) => {
    const { from, to } = parseInput(packDiffQuerySchema, req.query);
    sendData(res, await comparePacks(req.params.id, from, to));
  });
  router.put(
    '/api/rule-packs/:id',
    administrators,
    runCommand(deps, storePack, (req) => ({ id: req.params.id, pack: req.body })),
  );
  router.put(
    '/api/rule-packs-in-force',
    administrators,
    runCommand(deps, setInForce, (req) => req.body ?? {}),
  );
  router.post('/api/admin/decide-again', administrators, async (req, res) => {
    sendData(res, await decideAgain(parseInput(decideAgainBodySchema, req.body ?? {})));
  });
  return router;
}
