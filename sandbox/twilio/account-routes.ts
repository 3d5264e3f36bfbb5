import { Router } from 'express';
import type { Context } from '../context.ts';
import { rfc2822 } from './dates.ts';

/** Balance and account (protocol reference 2.1). The balance is never used up. */
export function accountRoutes({ options: { accountSid } }: Context): Router {
  const router = Router();
  const createdAt = rfc2822(new Date());
  router.get('/Accounts/:account/Balance.json', (_request, response) => {
    response.json({ account_sid: accountSid, balance: '1000.00', currency: 'USD' });
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
