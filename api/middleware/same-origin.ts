import type { RequestHandler } from 'express';
import type { Env } from '../../platform/env.ts';
import { ApiError } from '../api-error.ts';

const READING = ['GET', 'HEAD', 'OPTIONS'];

/** The origins whose pages may act for a person who is signed in: our own address, and the web's on this machine. */
export function ourOrigins(env: Pick<Env, 'SERVER_URL' | 'WEB_PORT'>): Set<string> {
  return new Set([
    new URL(env.SERVER_URL).origin,
    `http://localhost:${env.WEB_PORT}`,
    `http://127.0.0.1:${env.WEB_PORT}`,
  ]);
}

/**
 * Refuses what would change something and comes from another site's page. Machines send no `Origin`; browsers
 * always do for such requests, so this stands behind the cookie's SameSite.
 */
export function sameOrigin(env: Pick<Env, 'SERVER_URL' | 'WEB_PORT'>): RequestHandler {
  const ours = ourOrigins(env);
  return (req, _res, next) => {
    const { origin } = req.headers;
    if (origin === undefined || READING.includes(req.method) || ours.has(origin)) return next();
    next(new ApiError('forbidden', 'This page may not act here: its origin is not that of SERVER_URL.'));
  };
}
