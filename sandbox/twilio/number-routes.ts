import { Router } from 'express';
import type { Context } from '../context.ts';
import { rfc2822 } from './dates.ts';
import { fieldsOf, one } from './form.ts';
import { page } from './paging.ts';
import { newSid } from './sids.ts';

interface Owned {
  sid: string;
  number: string;
}

/** Numbers that the account owns, and numbers of others that it may show since they were verified. Lists alone. */
export function numberRoutes({ options }: Context): Router {
  const router = Router();
  const { accountSid } = options;
  const date = rfc2822(new Date());
  const common = ({ sid, number }: Owned, path: string) => ({
    sid,
    account_sid: accountSid,
    friendly_name: number,
    phone_number: number,
    date_created: date,
    date_updated: date,
    uri: `/2010-04-01/Accounts/${accountSid}/${path}/${sid}.json`,
  });
  const owned = (one: Owned) => ({
    ...common(one, 'IncomingPhoneNumbers'),
    address_requirements: 'none',
    beta: false,
    capabilities: { voice: true, sms: true, mms: false, fax: false },
    origin: 'twilio',
    status: 'in-use',
    type: 'local',
  });
  const verified = (one: Owned) => common(one, 'OutgoingCallerIds');
  const lists = [
    ['IncomingPhoneNumbers', 'incoming_phone_numbers', options.callerIds, owned],
    ['OutgoingCallerIds', 'outgoing_caller_ids', options.verifiedIds, verified],
  ] as const;
  for (const [path, key, numbers, show] of lists) {
    const all = numbers.map((number): Owned => ({ sid: newSid('PN'), number }));
    router.get(`/Accounts/:account/${path}.json`, (request, response) => {
      const fields = fieldsOf(request.query);
      const wanted = one(fields, 'PhoneNumber')?.replace(/\D/g, '') ?? '';
      const found = all.filter(({ number }) => number.includes(wanted));
      response.json(page(key, found, fields, request.originalUrl, show));
    });
  }
  return router;
}
