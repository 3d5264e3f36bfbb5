import { type CookieOptions, Router } from 'express';
import { signInBodySchema } from '../../contracts/http/auth.ts';
import { meOf } from '../auth/account.ts';
import { SESSION_COOKIE, SESSION_HOURS } from '../auth/session.ts';
import { createSignInLimits } from '../auth/sign-in-limits.ts';
import { signIn } from '../commands/sign-in.ts';
import type { ApiDeps } from '../deps.ts';
import { sendData } from '../envelope.ts';
import { asker, authenticate } from '../middleware/authenticate.ts';
import { parseInput } from '../parse.ts';

/** Signing in and out, and who one is. The only routes below `/api` that are open to everybody. */
export function authRoutes(deps: ApiDeps): Router {
  const router = Router();
  const limits = createSignInLimits();
  const cookie: CookieOptions = {
    httpOnly: true,
    sameSite: 'strict',
    secure: deps.env.SERVER_URL.startsWith('https:'),
    path: '/',
  };

  router.post('/api/auth/sign-in', async (req, res) => {
    const { email, password } = parseInput(signInBodySchema, req.body);
    const { token, me } = await signIn(deps, limits, { email, password, address: req.ip ?? '' });
    res.cookie(SESSION_COOKIE, token, { ...cookie, maxAge: SESSION_HOURS * 3_600_000 });
    sendData(res, me);
  });

  router.post('/api/auth/sign-out', (_req, res) => {
    res.clearCookie(SESSION_COOKIE, cookie);
    sendData(res, null);
  });

  router.get('/api/auth/me', authenticate(deps), (_req, res) => {
    sendData(res, meOf(asker(res)));
  });
  return router;
}
