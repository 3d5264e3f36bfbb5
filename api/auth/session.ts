import { createHash, timingSafeEqual } from 'node:crypto';
import { parseCookie } from 'cookie';
import { jwtVerify, SignJWT } from 'jose';
import type { Env } from '../../platform/env.ts';
import { Users } from '../../platform/models/user.ts';
import { type Account, MACHINE } from './account.ts';

export const SESSION_COOKIE = 'outdial_session';
export const SESSION_HOURS = 12;
const AUDIENCE = 'outdial-session';

type Secrets = Pick<Env, 'SESSION_SECRET' | 'API_KEY'>;

/** A session for a user: a JWT that says who, and until when. */
export async function createSession(userId: string, env: Secrets): Promise<string> {
  return new SignJWT({})
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(userId)
    .setAudience(AUDIENCE)
    .setIssuedAt()
    .setExpirationTime(`${SESSION_HOURS}h`)
    .sign(keyOf(env));
}

/** What a request or a socket brings along to say who it is. */
export interface Credentials {
  cookie?: string | undefined;
  apiKey?: string | undefined;
}

/**
 * Who is asking, or undefined. The user is read anew each time, so that somebody who was removed or given another
 * role does not go on for hours with what the session once said.
 */
export async function accountOf(credentials: Credentials, env: Secrets): Promise<Account | undefined> {
  if (credentials.apiKey !== undefined) {
    return env.API_KEY && isSame(credentials.apiKey, env.API_KEY) ? MACHINE : undefined;
  }
  const token = credentials.cookie && parseCookie(credentials.cookie)[SESSION_COOKIE];
  const session = token && (await verify(token, env));
  if (!session) return undefined;
  const user = await Users.findById(session.userId, { email: 1, name: 1, role: 1 }).lean();
  if (!user) return undefined;
  return {
    id: user._id,
    email: user.email,
    name: user.name,
    role: user.role,
    expiresAt: session.expiresAt,
  };
}

/** The key in `Authorization: Bearer <key>`. */
export function bearerKey(header: string | undefined): string | undefined {
  return /^Bearer +(.+)$/i.exec(header ?? '')?.[1];
}

async function verify(token: string, env: Secrets) {
  try {
    const { payload } = await jwtVerify(token, keyOf(env), { algorithms: ['HS256'], audience: AUDIENCE });
    if (!payload.sub || !payload.exp) return undefined;
    return { userId: payload.sub, expiresAt: payload.exp * 1000 };
  } catch {
    return undefined;
  }
}

function keyOf(env: Secrets): Uint8Array {
  return new TextEncoder().encode(env.SESSION_SECRET);
}

/** Compares by digest, so that neither content nor length shows in the time it takes. */
function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
