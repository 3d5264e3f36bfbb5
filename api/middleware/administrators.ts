import type { RequestHandler } from 'express';
import { ApiError } from '../api-error.ts';
import { asker } from './authenticate.ts';

/** Lets administrators through alone: what operators may do reaches over all campaigns. */
export const administrators: RequestHandler = (_req, res, next) => {
  const { role } = asker(res);
  if (role === 'admin') return next();
  next(new ApiError('forbidden', `The role ${role} may not operate; this is for administrators.`));
};
