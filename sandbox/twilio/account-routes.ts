import { Router } from 'express';
import type { Context } from '../context.ts';
import { rfc2822 } from './dates.ts';
import type { Exchange } from './exchange.ts';

/** Balance and account (protocol reference 2.1). The balance falls as the prices of calls become known. */
export function accountRoutes({ options: { accountSid } }: Context, exchange: Exchange): Router {
  const router = Router();
  const createdAt = rfc2822(new Date());
  router.get('/Accounts/:account/Balance.json', (_request, response) => {
    response.json({ account_sid: accountSid, balance: exchange.balance.toFixed(2), currency: 'USD' });
  });
  router.get('/Accounts/:account.json', (_request, response) => {
    response.json({
      sid: accountSid,
      owner_account_sid: accountSid,
      friendly_name: 'Sandbox',
      status: 'active',
      type: 'Full',
      date_created: createdAt,
      date_updated: createdAt,
      uri: `/2010-04-01/Accounts/${accountSid}.json`,
      subresource_uris: {},
    });
  });
  return router;
}
