import type { RequestHandler, Response } from 'express';
import { ApiError } from '../api-error.ts';
import { type Account, mayChange } from '../auth/account.ts';
import { accountOf, bearerKey } from '../auth/session.ts';
import type { ApiDeps } from '../deps.ts';

/** Lets through whoever has a session or the API key; `asker(res)` is them from here on. */
export function authenticate({ env }: ApiDeps): RequestHandler {
  return async (req, res, next) => {
    const { authorization, cookie } = req.headers;
    const account = await accountOf({ cookie, apiKey: bearerKey(authorization) }, env);
    if (!account) throw new ApiError('not_signed_in');
    res.locals.account = account;
    next();
  };
}

/** Who is asking. Only behind `authenticate`. */
export function asker(res: Response): Account {
  const account: Account | undefined = res.locals.account;
  if (!account) throw new Error('asker() needs authenticate() before it');
  return account;
}

/** Refuses roles that may only read. */
export const changing: RequestHandler = (_req, res, next) => {
  const { role } = asker(res);
  if (mayChange(role)) return next();
  next(new ApiError('forbidden', `The role ${role} may read only; ask a manager or an administrator.`));
};
