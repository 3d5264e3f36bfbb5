import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { ensureFirstAdministrator, FIRST_ADMINISTRATOR_FILE } from '../../api/auth/first-administrator.ts';
import { hashPassword, isPassword } from '../../api/auth/password.ts';
import { Users } from '../../platform/models/user.ts';
import { newId } from '../../platform/mongo.ts';
import { API_KEY, type ApiWorld, PASSWORD, startApiWorld } from './support/world.ts';

let world: ApiWorld;

beforeAll(async () => {
  world = await startApiWorld();
});
afterAll(() => world.close());

describe('the first administrator', () => {
  it('gets a random password, in a file for its owner alone, and can sign in with it', async () => {
    await Users.deleteMany({});
    await ensureFirstAdministrator(world.env, world.deps.log);
    const file = join(world.env.DATA_DIR, FIRST_ADMINISTRATOR_FILE);
    const [email, password] = (await readFile(file, 'utf8')).split('\n');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const answer = await world.anonymous.post('/api/auth/sign-in').send({ email, password }).expect(200);
    expect(answer.body.data).toEqual({ email, name: 'Administrator', role: 'admin' });
  });

  it('takes ADMIN_EMAIL and ADMIN_PASSWORD where they are given', async () => {
    await Users.deleteMany({});
    const env = { ...world.env, ADMIN_EMAIL: 'Boss@Example.com', ADMIN_PASSWORD: 'given by the owner' };
    await ensureFirstAdministrator(env, world.deps.log);
    await world.anonymous
      .post('/api/auth/sign-in')
      .send({ email: 'boss@example.com', password: 'given by the owner' })
      .expect(200);
  });

  it('is made once, also by several processes at once', async () => {
    await Users.deleteMany({});
    await Promise.all([1, 2, 3].map(() => ensureFirstAdministrator(world.env, world.deps.log)));
    expect(await Users.countDocuments()).toBe(1);
    const [email, password] = (
      await readFile(join(world.env.DATA_DIR, FIRST_ADMINISTRATOR_FILE), 'utf8')
    ).split('\n');
    await world.anonymous.post('/api/auth/sign-in').send({ email, password }).expect(200);
  });
});

describe('passwords', () => {
  it('are kept as salted scrypt hashes with their parameters in front', async () => {
    const [one, other] = await Promise.all([hashPassword('secret'), hashPassword('secret')]);
    expect(one).toMatch(/^scrypt\$32768\$8\$3\$[\w-]+\$[\w-]+$/);
    expect(one).not.toBe(other);
    expect(await isPassword('secret', one)).toBe(true);
    expect(await isPassword('Secret', one)).toBe(false);
    expect(await isPassword('secret', 'plain')).toBe(false);
    expect(await isPassword('secret', 'scrypt$3$x$y$c2FsdA$aGFzaA')).toBe(false);
  });
});

describe('a session', () => {
  it('is a cookie that scripts and other sites do not get', async () => {
    const agent = await world.signedInAs('manager');
    const me = await agent.get('/api/auth/me').expect(200);
    expect(me.body.data).toMatchObject({ role: 'manager', name: 'A manager' });
    const email = me.body.data.email;
    const answer = await world.anonymous.post('/api/auth/sign-in').send({ email, password: PASSWORD });
    const [cookie] = answer.get('Set-Cookie') ?? [];
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
    expect(cookie).toMatch(/Max-Age=43200/);
    expect(cookie).not.toMatch(/Secure/);
  });

  it('ends by signing out', async () => {
    const agent = await world.signedInAs('viewer');
    await agent.post('/api/auth/sign-out').expect(200);
    await agent.get('/api/auth/me').expect(401);
  });

  it('ends with its user', async () => {
    const agent = await world.signedInAs('manager');
    const me = await agent.get('/api/auth/me');
    await Users.deleteOne({ email: me.body.data.email });
    await agent.get('/api/campaigns').expect(401);
  });

  it('cannot be forged', async () => {
    const unsigned = `${btoa('{"alg":"none"}')}.${btoa('{"sub":"x","aud":"outdial-session","exp":9999999999}')}.`;
    for (const token of ['x', unsigned]) {
      await world.anonymous.get('/api/auth/me').set('Cookie', `outdial_session=${token}`).expect(401);
    }
  });
});

describe('a machine', () => {
  it('comes in with the API key alone', async () => {
    const me = await world.asAdmin.get('/api/auth/me').expect(200);
    expect(me.body.data.role).toBe('admin');
    await world.anonymous.get('/api/campaigns').set('Authorization', `Bearer ${API_KEY}x`).expect(401);
    await world.anonymous.get('/api/campaigns').expect(401);
  });
});

describe('wrong credentials', () => {
  it('answer the same whether the address exists or not', async () => {
    const email = `known-${newId()}@example.com`;
    await Users.create({
      _id: newId(),
      email,
      name: 'Known',
      role: 'viewer',
      passwordHash: await hashPassword(PASSWORD),
      createdAt: new Date(),
    });
    const tries = [email, `unknown-${newId()}@example.com`].map((address) =>
      world.anonymous.post('/api/auth/sign-in').send({ email: address, password: 'wrong' }).expect(401),
    );
    const [known, unknown] = await Promise.all(tries);
    expect(known?.body.error).toEqual(unknown?.body.error);
    expect(known?.body.error.code).toBe('wrong_credentials');
  });

  it('are limited, and the answer says when to come back', async () => {
    const email = `guessed-${newId()}@example.com`;
    const guess = () => world.anonymous.post('/api/auth/sign-in').send({ email, password: 'guess' });
    const tries = await Promise.all(Array.from({ length: 12 }, () => guess()));
    expect(tries.filter((answer) => answer.status === 429)).toHaveLength(2);
    const answer = await guess().expect(429);
    expect(answer.body.error.code).toBe('too_many_requests');
    expect(Number(answer.get('Retry-After'))).toBeGreaterThan(0);
  });
});

describe('another site', () => {
  it('cannot change anything with our cookie', async () => {
    const agent = await world.signedInAs('manager');
    for (const origin of ['https://evil.example', 'null']) {
      const answer = await agent.post('/api/campaigns').set('Origin', origin).send({ name: 'x' }).expect(403);
      expect(answer.body.error.code).toBe('forbidden');
    }
    const ours = `http://localhost:${world.env.WEB_PORT}`;
    await agent.post('/api/campaigns').set('Origin', ours).send({ name: 'x' }).expect(201);
    await agent.post('/api/campaigns').set('Origin', world.env.SERVER_URL).send({ name: 'x' }).expect(201);
  });
});

describe('behind https', () => {
  it('the cookie is Secure', async () => {
    const { authRoutes } = await import('../../api/routes/auth.ts');
    const { default: express } = await import('express');
    const app = express().use(express.json());
    app.use(authRoutes({ ...world.deps, env: { ...world.env, SERVER_URL: 'https://dialer.example' } }));
    const agent = await world.signedInAs('viewer');
    const { email } = (await agent.get('/api/auth/me')).body.data;
    const answer = await request(app).post('/api/auth/sign-in').send({ email, password: PASSWORD });
    expect(answer.get('Set-Cookie')?.[0]).toMatch(/; Secure/);
  });
});
