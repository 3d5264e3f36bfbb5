import express, { type NextFunction, type Request, type Response, Router } from 'express';
import type { Context } from '../context.ts';
import { createRandom } from '../random.ts';
import { accountRoutes } from './account-routes.ts';
import { answerApiError, notFound } from './api-error.ts';
import { authenticate } from './authenticate.ts';
import { callRoutes } from './call-routes.ts';
import type { Exchange } from './exchange.ts';
import { numberRoutes } from './number-routes.ts';
import { recordingRoutes } from './recording-routes.ts';

/** `/2010-04-01/Accounts/{Sid}…` */
export function twilioRoutes(context: Context, exchange: Exchange): Router {
  const router = Router();
  const random = createRandom(context.options.seed, 'requests');
  router.use(loadHeaders());
  router.use(authenticate(context.options));
  router.use(express.urlencoded({ extended: false, limit: '64kb', parameterLimit: 500 }));
  router.use('/Accounts/:account', sameAccount(context.options.accountSid));
  router.use(accountRoutes(context, exchange));
  router.use(numberRoutes(context));
  router.use(callRoutes(context, exchange, random));
  router.use(recordingRoutes(context, exchange));
  router.use((request) => {
    throw notFound(request.originalUrl.split('?')[0] as string);
  });
  router.use(answerApiError);
  return router;
}

/** What Twilio says of its load with every answer. */
function loadHeaders() {
  let concurrent = 0;
  return (_request: Request, response: Response, next: NextFunction) => {
    concurrent++;
    response.setHeader('Twilio-Concurrent-Requests', String(concurrent));
    response.once('close', () => concurrent--);
    next();
  };
}

function sameAccount(accountSid: string) {
  return (request: Request, _response: Response, next: NextFunction) => {
    const asked = String(request.params.account).replace(/\.json$/, '');
    if (asked !== accountSid) throw notFound(request.originalUrl.split('?')[0] as string);
    next();
  };
}
