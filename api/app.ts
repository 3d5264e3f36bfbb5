import express, { type Express } from 'express';
import helmet from 'helmet';
import type { ApiDeps } from './deps.ts';
import { authenticate } from './middleware/authenticate.ts';
import { errorHandler, notFound } from './middleware/error-handler.ts';
import { requestId, requestLog } from './middleware/request-log.ts';
import { sameOrigin } from './middleware/same-origin.ts';
import { adminRoutes } from './routes/admin.ts';
import { agentRoutes } from './routes/agents.ts';
import { authRoutes } from './routes/auth.ts';
import { callBackRoutes } from './routes/call-backs.ts';
import { callerIdRoutes } from './routes/caller-ids.ts';
import { callRoutes } from './routes/calls.ts';
import { campaignRoutes } from './routes/campaigns.ts';
import { contactsImportRoutes } from './routes/contacts-import.ts';
import { healthRoutes } from './routes/health.ts';
import { ledgerRoutes } from './routes/ledgers.ts';
import { liveCallRoutes } from './routes/live-calls.ts';
import { optOutRoutes } from './routes/opt-out.ts';
import { preflightRoutes } from './routes/preflight.ts';
import { rulePackRoutes } from './routes/rule-packs.ts';
import { seatsRoutes } from './routes/seats.ts';
import { elevenLabsWebhooks } from './webhooks/elevenlabs.ts';
import { twilioWebhooks } from './webhooks/twilio.ts';

/**
 * The API as an Express application. Every answer with a body is the envelope of `contracts/http/envelope.ts`, save
 * recordings. Routes name their whole address, so that a reader can search for it.
 */
export function createApp(deps: ApiDeps): Express {
  const app = express();
  app.set('trust proxy', 'loopback');
  // The envelope has a time in it: no two answers are equal.
  app.set('etag', false);
  app.use(requestId, requestLog(deps.log), helmet());
  app.use(healthRoutes(deps), twilioWebhooks(deps), elevenLabsWebhooks(deps));
  app.use('/api', sameOrigin(deps.env), noStore, express.json({ limit: '100kb' }));
  app.use(authRoutes(deps));
  app.use('/api', authenticate(deps));
  app.use(
    campaignRoutes(deps),
    preflightRoutes(deps),
    seatsRoutes(deps),
    callBackRoutes(deps),
    contactsImportRoutes(deps),
    callRoutes(deps),
    liveCallRoutes(deps),
    optOutRoutes(deps),
    agentRoutes(deps),
    callerIdRoutes(deps),
    ledgerRoutes(deps),
    rulePackRoutes(deps),
    adminRoutes(deps),
  );
  app.use(notFound);
  app.use(errorHandler(deps.log));
  return app;
}

const noStore: express.RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store');
  next();
};
