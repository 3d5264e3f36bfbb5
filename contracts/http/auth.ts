import { z } from 'zod';

/** `POST /api/auth/sign-in`: sets an http-only session cookie. `POST /api/auth/sign-out` clears it. */
export const signInBodySchema = z.object({
  email: z.email().max(200),
  password: z.string().min(1).max(200),
});

export const roleSchema = z.enum(['admin', 'manager', 'viewer']);
export type Role = z.infer<typeof roleSchema>;

/** `GET /api/auth/me` and the answer of sign-in. */
export const meSchema = z.object({ email: z.string(), name: z.string(), role: roleSchema });
export type Me = z.infer<typeof meSchema>;
