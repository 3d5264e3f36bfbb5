import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import mongoose from 'mongoose';
import request from 'supertest';
import { createApp } from '../../api/app.ts';
import { connectTemporalLazily } from '../../api/connect-temporal.ts';
import { type ApiDeps, createDeps } from '../../api/deps.ts';
import { connectMongo } from '../../platform/mongo.ts';
import { type ApiWorld, startApiWorld } from './support/world.ts';

let world: ApiWorld;

beforeAll(async () => {
  world = await startApiWorld();
});
afterAll(() => world.close());

/** The same API with an address of Temporal where nobody answers. */
function withoutTemporal(): ApiDeps {
  const temporal = connectTemporalLazily({ ...world.env, TEMPORAL_ADDRESS: '127.0.0.1:9' });
  return createDeps({ ...world.deps, temporal });
}

describe('every answer', () => {
  it('is in the envelope, with a request id and without a trace of what runs it', async () => {
    const answers = [
      await world.asAdmin.get('/api/campaigns').expect(200),
      await world.anonymous.get('/nowhere').expect(404),
      await world.asAdmin.get('/api/nowhere').expect(404),
      await world.anonymous.get('/api/nowhere').expect(401),
      await world.asAdmin.delete('/api/campaigns').expect(404),
      await world.asAdmin.get('/api/campaigns/%E0%A4%A').expect(400),
      await world.asAdmin.post('/api/campaigns').type('json').send('{"name":').expect(400),
      await world.asAdmin
        .post('/api/campaigns')
        .send({ name: 'x'.repeat(200_000) })
        .expect(413),
      await world.asAdmin.post('/api/campaigns').type('text').send('name=x').expect(400),
    ];
    for (const { body, headers, status } of answers) {
      expect(Object.keys(body).sort()).toEqual(['data', 'error', 'success', 'timestamp']);
      expect(body.success).toBe(status < 400);
      expect(body.error === null).toBe(body.success);
      expect(new Date(body.timestamp).toISOString()).toBe(body.timestamp);
      expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
      expect(headers['x-powered-by']).toBeUndefined();
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
  });
});

describe('health', () => {
  it('is ready when everything can be reached', async () => {
    expect((await world.anonymous.get('/healthz').expect(200)).body.success).toBe(true);
    const { data } = (await world.anonymous.get('/readyz').expect(200)).body;
    expect(data).toEqual({ ready: true, down: [] });
  });

  it('names what is down, in time, and lives on', async () => {
    const deps = withoutTemporal();
    const api = request(createApp(deps));
    const began = Date.now();
    const answer = await api.get('/readyz').expect(503);
    expect(answer.body).toMatchObject({
      success: false,
      data: { ready: false, down: ['temporal'] },
      error: { code: 'unavailable' },
    });
    await mongoose.disconnect();
    const withoutBoth = await api.get('/readyz').expect(503);
    expect(withoutBoth.body.data.down.sort()).toEqual(['mongodb', 'temporal']);
    await api.get('/healthz').expect(200);
    expect(Date.now() - began).toBeLessThan(6000);
    await deps.temporal.connection.close();
    await connectMongo(world.env.MONGODB_URI);
    await world.anonymous.get('/readyz').expect(200);
  });
});

describe('without Temporal', () => {
  it('a start is answered 503, and the campaign stays ready', async () => {
    const { id } = (await world.asAdmin.post('/api/campaigns').send({ name: 'Later' })).body.data;
    const contacts = `/api/campaigns/${id}/contacts`;
    await world.asAdmin.post(contacts).type('text/csv').send('phone\n+61491570156\n').expect(200);
    const deps = withoutTemporal();
    const answer = await request(createApp(deps))
      .post(`/api/campaigns/${id}/start`)
      .set('Authorization', `Bearer ${world.env.API_KEY}`)
      .expect(503);
    expect(answer.body.error.code).toBe('unavailable');
    expect((await world.asAdmin.get(`/api/campaigns/${id}`)).body.data.state).toBe('ready');
    await deps.temporal.connection.close();
  });
});
