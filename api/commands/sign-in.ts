import { Users } from '../../platform/models/user.ts';
import { ApiError } from '../api-error.ts';
import { type Account, meOf } from '../auth/account.ts';
import { hashPassword, isPassword } from '../auth/password.ts';
import { createSession } from '../auth/session.ts';
import type { SignInLimits } from '../auth/sign-in-limits.ts';
import type { ApiDeps } from '../deps.ts';

/** Verified instead when nobody has the address, so that the time taken does not tell which addresses exist. */
let nobodysHash: Promise<string> | undefined;

/** Checks e-mail and password and answers a session, or throws `wrong_credentials` or `too_many_requests`. */
export async function signIn(
  { env }: Pick<ApiDeps, 'env'>,
  limits: SignInLimits,
  given: { email: string; password: string; address: string },
) {
  const email = given.email.toLowerCase();
  await limits.count(given.address, email);
  const user = await Users.findOne({ email }).lean();
  nobodysHash ??= hashPassword('nobody');
  const isRight = await isPassword(given.password, user?.passwordHash ?? (await nobodysHash));
  if (!user || !isRight) throw new ApiError('wrong_credentials');
  await limits.succeeded(given.address, email);
  const account: Account = { id: user._id, email, name: user.name, role: user.role, expiresAt: null };
  return { token: await createSession(user._id, env), me: meOf(account) };
}
